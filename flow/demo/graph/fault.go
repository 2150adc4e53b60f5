package graph

import (
	"net/http"

	"edov/flow/demo/web"
)

// Options say how this Microsoft Graph differs from one that does all it is asked for.
type Options struct {
	// Tenant is the tenant that the access token names; empty: the demo tenant.
	Tenant string
	// ReadOnly is set for an access token that may read registrations and not change them.
	ReadOnly bool
	// Denied are the parts of the directory that the access token may not read, such as users or
	// policies/authorizationPolicy.
	Denied []string
	// Lag is for how many requests about an object, after each change of it, the object is still as it was before: a new
	// one is not found. Microsoft's directory is as slow (eventual consistency).
	Lag int
	// Faults are what goes wrong at first: see Server.SetFaults.
	Faults []Fault
}

// Fault is something that goes wrong with a request. Requests for /me are not counted.
type Fault = web.Fault

// SetFaults replaces what goes wrong. Counting begins again.
func (s *Server) SetFaults(faults ...Fault) { s.faults.Set(faults...) }

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

// failAs answers with the error of a status.
func failAs(w http.ResponseWriter, x *web.Exchange, status int) {
	words, ok := faultWords[status]
	if !ok {
		words = [2]string{"UnknownError", http.StatusText(status)}
	}
	fail(w, x, status, words[0], words[1])
}
