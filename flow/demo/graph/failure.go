package graph

import (
	"errors"
	"net/http"

	"edov/flow/demo/registration"
	"edov/flow/demo/web"
)

// What Microsoft Graph says. The texts are those of its answers as users report them.
const (
	codeBad    = "Request_BadRequest"
	codeDenied = "Authorization_RequestDenied"
	textDenied = "Insufficient privileges to complete the operation."
)

// detail is one entry of error.details.
type detail struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Target  string `json:"target,omitempty"`
}

// fail answers with an error in Microsoft Graph's shape.
func fail(w http.ResponseWriter, x *web.Exchange, status int, code, message string, details ...detail) {
	e := map[string]any{"code": code, "message": message, "innerError": map[string]string{
		"date": x.Now.UTC().Format("2006-01-02T15:04:05"), "request-id": x.TraceID, "client-request-id": x.CorrelationID,
	}}
	if len(details) > 0 {
		e["details"] = details
	}
	web.WriteJSON(w, status, map[string]any{"error": e})
}

func notFound(w http.ResponseWriter, x *web.Exchange, id string) {
	fail(
		w, x, http.StatusNotFound, "Request_ResourceNotFound",
		"Resource '"+id+"' does not exist or one of its queried reference-property objects are not present.",
	)
}

func notAllowed(w http.ResponseWriter, x *web.Exchange) {
	fail(w, x, http.StatusMethodNotAllowed, codeBad, "Specified HTTP method is not allowed for the request target.")
}

// errGone is a registration that the pages deleted while a request was on its way.
var errGone = errors.New("the app registration is gone")

// refused answers to a change that the rules do not allow. Microsoft's sentence names the property alone; the reason of
// the demo is in the details.
func refused(w http.ResponseWriter, x *web.Exchange, id string, err error) {
	var r *registration.Refusal
	if !errors.As(err, &r) {
		notFound(w, x, id)
		return
	}
	d := detail{"InvalidValue", r.Reason, r.Property}
	switch r.Property {
	case "passwordCredentials":
		fail(w, x, http.StatusBadRequest, codeBad, "New password credentials must be generated with service actions.", d)
	case "api.requestedAccessTokenVersion":
		fail(w, x, http.StatusBadRequest, codeBad, "Property api.requestedAccessTokenVersion is invalid.", d)
	default:
		fail(
			w, x, http.StatusBadRequest, codeBad,
			"Invalid value specified for property '"+r.Property+"' of resource 'Application'.", d,
		)
	}
}
