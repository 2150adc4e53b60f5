package graph

import (
	"net/http"
	"strconv"

	"edov/flow/demo/web"
)

// Options say how this Microsoft Graph differs from one that does all it is asked for.
type Options struct {
	// Tenant is the tenant that the access token names; empty: the demo tenant.
	Tenant string
	// ReadOnly is set for an access token that may read registrations and not change them.
	ReadOnly bool
	// Lag is for how many requests about an object, after each change of it, the object is still as it was before: a new
	// one is not found. Microsoft's directory is as slow (eventual consistency).
	Lag int
	// Faults are what goes wrong at first: see Server.SetFaults.
	Faults []Fault
}

// Fault is something that goes wrong with a request.
type Fault struct {
	// Method is the requests that are counted, such as PATCH; empty: all. Requests for /me are not counted.
	Method string
	// At is the number of the request that fails, from 1.
	At int
	// Times is how many in a row fail; zero: one.
	Times int
	// Status is the response; zero: the connection is closed without one.
	Status int
	// RetryAfter is the header of that name with a 429 or 503, in seconds; negative: there is none.
	RetryAfter int
	// Done is set when the request is carried out all the same.
	Done bool
}

// counted is a Fault with the number of requests so far.
type counted struct {
	Fault
	seen int
}

// SetFaults replaces what goes wrong. Counting begins again.
func (s *Server) SetFaults(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
	for _, f := range faults {
		s.faults = append(s.faults, counted{Fault: f})
	}
}

// fault counts a request and finds the fault that it meets.
func (s *Server) fault(method string) (met Fault, ok bool) {
	for i := range s.faults {
		f := &s.faults[i]
		if f.Method != "" && f.Method != method {
			continue
		}
		f.seen++
		if f.seen >= f.At && f.seen < f.At+max(f.Times, 1) && !ok {
			met, ok = f.Fault, true
		}
	}
	return met, ok
}

// faultWords are code and message by status.
var faultWords = map[int][2]string{
	http.StatusBadRequest:          {codeBad, "Invalid request."},
	http.StatusUnauthorized:        {"InvalidAuthenticationToken", "Lifetime validation failed, the token is expired."},
	http.StatusForbidden:           {codeDenied, textDenied},
	http.StatusNotFound:            {"Request_ResourceNotFound", "Resource does not exist."},
	http.StatusConflict:            {"Request_MultipleObjectsWithSameKeyValue", "An object with this value exists."},
	http.StatusPreconditionFailed:  {"Request_PreconditionFailed", "The precondition of the request failed."},
	http.StatusTooManyRequests:     {"TooManyRequests", "Too many requests."},
	http.StatusInternalServerError: {"InternalServerError", "An internal server error occurred."},
	http.StatusServiceUnavailable:  {"ServiceUnavailable", "The service is unavailable."},
	http.StatusGatewayTimeout:      {"GatewayTimeout", "The operation timed out."},
}

// answer is what the client of a faulty request gets.
func (f Fault) answer(w http.ResponseWriter, x *web.Exchange) {
	if f.Status == 0 {
		panic(http.ErrAbortHandler) // closes the connection
	}
	busy := f.Status == http.StatusTooManyRequests || f.Status == http.StatusServiceUnavailable
	if busy && f.RetryAfter >= 0 {
		w.Header().Set("Retry-After", strconv.Itoa(f.RetryAfter))
	}
	words, ok := faultWords[f.Status]
	if !ok {
		words = [2]string{"UnknownError", http.StatusText(f.Status)}
	}
	fail(w, x, f.Status, words[0], words[1])
}

// nowhere is the answer of a request that is carried out and whose answer is lost.
type nowhere struct{ header http.Header }

func (n nowhere) Header() http.Header         { return n.header }
func (n nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (n nowhere) WriteHeader(int)             {}
