package openid

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"edov/flow/demo/web"
)

// failure is an error as Entra's token service words it.
type failure struct {
	Code    int    `json:"code"`   // AADSTS; 0: none
	OAuth   string `json:"error"`  // RFC 6749 section 5.2 and 4.1.2.1
	Status  int    `json:"status"` // at the token endpoint; 0: 400
	NoURI   bool   `json:"noURI"`  // Entra sends no error_uri with this one
	Subcode string `json:"-"`
	Sub     string `json:"suberror"` // for MSAL: the user has to sign in, or to consent
	Text    string `json:"text"`
}

// The errors that the demo can give; texts as in the answers collected from the
// real service, else as on Microsoft's page of error codes
// (reference-error-codes). A text has verbs for fmt.
//
//go:embed failures.json
var failuresJSON []byte

// failures are by their number. No start of the program but a demo's needs them.
var failures = sync.OnceValue(func() map[int]failure {
	var list []failure
	if err := json.Unmarshal(failuresJSON, &list); err != nil {
		panic("demo: " + err.Error()) // a file of this package
	}
	byCode := map[int]failure{}
	for _, f := range list {
		byCode[f.Code] = f
	}
	return byCode
})

// fail makes the failure of an AADSTS number.
func fail(code int, args ...any) *failure {
	f := failures()[code]
	f.Code = code
	if f.Status == 0 {
		f.Status = http.StatusBadRequest
	}
	if len(args) > 0 {
		f.Text = fmt.Sprintf(f.Text, args...)
	}
	return &f
}

// cancelled is what comes back when the user leaves the sign-in page.
func cancelled() *failure {
	return &failure{OAuth: "access_denied", Subcode: "cancel", Text: "the user canceled the authentication"}
}

// timestamp is how Entra writes a time in an error body.
const timestamp = "2006-01-02 15:04:05Z"

// message is the text with its number.
func (f *failure) message() string {
	if f.Code == 0 {
		return f.Text
	}
	return "AADSTS" + strconv.Itoa(f.Code) + ": " + f.Text
}

// description is the error_description: parts separated by single spaces, as
// Entra writes them since about 2023 (entra.md 2.3).
func (f *failure) description(x *web.Exchange) string {
	if f.Code == 0 {
		return f.Text
	}
	return f.message() + " Trace ID: " + x.TraceID + " Correlation ID: " + x.CorrelationID + " Timestamp: " +
		x.Now.UTC().Format(timestamp)
}

func (f *failure) uri() string {
	if f.Code == 0 || f.NoURI {
		return ""
	}
	return "https://login.microsoftonline.com/error?code=" + strconv.Itoa(f.Code)
}

// params is the failure as an authorization response (RFC 6749 section
// 4.1.2.1).
func (f *failure) params(x *web.Exchange) url.Values {
	v := url.Values{"error": {f.OAuth}, "error_description": {f.description(x)}}
	if f.Subcode != "" {
		v.Set("error_subcode", f.Subcode)
	}
	if uri := f.uri(); uri != "" {
		v.Set("error_uri", uri)
	}
	return v
}

// errorBody is the failure as the answer of an endpoint.
type errorBody struct {
	Error         string `json:"error"`
	Description   string `json:"error_description"`
	Codes         []int  `json:"error_codes"`
	Timestamp     string `json:"timestamp"`
	TraceID       string `json:"trace_id"`
	CorrelationID string `json:"correlation_id"`
	ErrorURI      string `json:"error_uri,omitempty"`
	Suberror      string `json:"suberror,omitempty"`
}

func writeFailure(w http.ResponseWriter, x *web.Exchange, f *failure) {
	web.WriteJSON(w, f.Status, errorBody{
		Error: f.OAuth, Description: f.description(x), Codes: []int{f.Code},
		Timestamp: x.Now.UTC().Format(timestamp), TraceID: x.TraceID, CorrelationID: x.CorrelationID, ErrorURI: f.uri(),
		Suberror: f.Sub,
	})
}

// pageText is the block of Entra's error page that users are asked to copy.
func (f *failure) pageText(x *web.Exchange) string {
	return "Request Id: " + x.TraceID + "\nCorrelation Id: " + x.CorrelationID +
		"\nTimestamp: " + x.Now.UTC().Format(time.RFC3339) + "\nMessage: " + f.message()
}
