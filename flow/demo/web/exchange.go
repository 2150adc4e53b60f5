package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"time"
)

// Exchange is one request with the identifiers that Entra gives it.
type Exchange struct {
	*http.Request
	TraceID, CorrelationID string
	Now                    time.Time // by the server's clock
}

// Handler answers an Exchange.
type Handler func(http.ResponseWriter, *Exchange)

// NotFound answers that there is no such page.
func NotFound(w http.ResponseWriter, _ *Exchange) { w.WriteHeader(http.StatusNotFound) }

// WriteJSON answers with the JSON form of a value, which must have one.
func WriteJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(JSON(v)) // the client may have gone
}

// JSON encodes a value of the demo without HTML escapes, as Entra writes it. It
// panics when the value has no JSON form: that is a mistake in the demo.
func JSON(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("demo: " + err.Error())
	}
	return bytes.TrimSpace(b.Bytes())
}
