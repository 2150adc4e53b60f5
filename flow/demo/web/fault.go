package web

import (
	"net/http"
	"strconv"
	"sync"
)

// Fault is something that goes wrong with a program's request.
type Fault struct {
	// Method is the requests that are counted, such as PATCH; empty: all.
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

// Faults are what goes wrong in one room. The zero value has none; it is safe for concurrent use.
type Faults struct {
	mu   sync.Mutex
	list []counted
}

// counted is a Fault with the number of requests so far.
type counted struct {
	Fault
	seen int
}

// Set replaces what goes wrong. Counting begins again.
func (f *Faults) Set(faults ...Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = nil
	for _, one := range faults {
		f.list = append(f.list, counted{Fault: one})
	}
}

// meet counts a request and finds the fault that it meets.
func (f *Faults) meet(method string) (met Fault, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.list {
		one := &f.list[i]
		if one.Method != "" && one.Method != method {
			continue
		}
		one.seen++
		if one.seen >= one.At && one.seen < one.At+max(one.Times, 1) && !ok {
			met, ok = one.Fault, true
		}
	}
	return met, ok
}

// Answer answers a request, or meets it with a fault. fail writes the room's own error of a status.
func (f *Faults) Answer(w http.ResponseWriter, x *Exchange, handle Handler, fail func(status int)) {
	met, faulty := f.meet(x.Method)
	if !faulty {
		handle(w, x)
		return
	}
	if met.Done {
		handle(nowhere{http.Header{}}, x)
	}
	if met.Status == 0 {
		panic(http.ErrAbortHandler) // closes the connection
	}
	busy := met.Status == http.StatusTooManyRequests || met.Status == http.StatusServiceUnavailable
	if busy && met.RetryAfter >= 0 {
		w.Header().Set("Retry-After", strconv.Itoa(met.RetryAfter))
	}
	fail(met.Status)
}

// nowhere is the answer of a request that is carried out and whose answer is lost.
type nowhere struct{ header http.Header }

func (n nowhere) Header() http.Header         { return n.header }
func (n nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (n nowhere) WriteHeader(int)             {}
