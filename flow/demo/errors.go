package demo

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// failure is an error as Entra's token service words it.
type failure struct {
	code    int    // AADSTS; 0: none
	oauth   string // RFC 6749 section 5.2 and 4.1.2.1
	status  int    // at the token endpoint
	noURI   bool   // Entra sends no error_uri with this one
	subcode string
	text    string // with verbs for fmt
}

// failures are the errors the demo can give; texts as in the answers collected
// from the real service, else as on Microsoft's page of error codes
// (reference-error-codes).
var failures = map[int]failure{
	50011:   {oauth: "invalid_request", text: "The redirect URI '%s' specified in the request does not match the redirect URIs configured for the application '%s'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to fix this."},
	50020:   {oauth: "invalid_grant", text: "User account '%s' from identity provider '%s' does not exist in tenant '%s' and cannot access the application '%s'(%s) in that tenant. The account needs to be added as an external user in the tenant first. Sign out and sign in again with a different Azure Active Directory user account."},
	50059:   {oauth: "invalid_request", text: "No tenant-identifying information found in either the request or implied by any provided credentials."},
	50058:   {oauth: "login_required", text: "A silent sign-in request was sent but no user is signed in."},
	50194:   {oauth: "invalid_request", text: "Application '%s'(%s) is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such applications created after '10/15/2018'. Use a tenant-specific endpoint or configure the application to be multi-tenant."},
	54005:   {oauth: "invalid_grant", text: "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token."},
	65004:   {oauth: "access_denied", text: "User declined to consent to access the app."},
	70000:   {oauth: "invalid_grant", text: "The provided value for the 'code' parameter is not valid. The code has expired."},
	70003:   {oauth: "unsupported_grant_type", noURI: true, text: "The app requested an unsupported grant type '%s'."},
	70007:   {oauth: "unsupported_response_mode", text: "'%s' is not a supported value of 'response_mode' when requesting a token."},
	70008:   {oauth: "invalid_grant", text: "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource."},
	90002:   {oauth: "invalid_tenant", text: "Tenant '%s' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant."},
	500011:  {oauth: "invalid_resource", text: "The resource principal named %s was not found in the tenant named %s. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant."},
	500112:  {oauth: "invalid_client", text: "The reply address '%s' does not match the reply address '%s' provided when requesting Authorization code."},
	500200:  {oauth: "invalid_request", text: "User account '%s' is a personal Microsoft account. Personal Microsoft accounts are not supported for this application unless explicitly invited to an organization. Try signing out and signing back in with an organizational account."},
	501481:  {oauth: "invalid_grant", text: "The Code_Verifier does not match the code_challenge supplied in the authorization request."},
	501491:  {oauth: "invalid_request", text: "Invalid size of Code_Challenge parameter."},
	700005:  {oauth: "invalid_grant", text: "The provided value for the 'code' parameter is not valid. The code was issued for another tenant than the one it is redeemed against ('%s' against '%s')."},
	700016:  {oauth: "unauthorized_client", text: "Application with identifier '%s' was not found in the directory '%s'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant."},
	700025:  {oauth: "invalid_client", status: http.StatusUnauthorized, text: "Client is public so neither 'client_assertion' nor 'client_secret' should be presented."},
	700038:  {oauth: "unauthorized_client", noURI: true, text: "%s is not a valid application identifier."},
	700054:  {oauth: "unsupported_response_type", text: "response_type '%s' is not enabled for the application."},
	900144:  {oauth: "invalid_request", text: "The request body must contain the following parameter: '%s'."},
	900561:  {oauth: "invalid_request", status: http.StatusMethodNotAllowed, text: "The endpoint only accepts POST, OPTIONS requests. Received a %s request."},
	7000215: {oauth: "invalid_client", status: http.StatusUnauthorized, text: "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '%s'."},
	7000218: {oauth: "invalid_client", status: http.StatusUnauthorized, text: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."},
	7000222: {oauth: "invalid_client", status: http.StatusUnauthorized, text: "The provided client secret keys for app '%s' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds."},
	9002313: {oauth: "invalid_grant", text: "Invalid request. Request is malformed or invalid."},
	9002325: {oauth: "invalid_request", text: "Proof Key for Code Exchange is required for cross-origin authorization code redemption."},
	9002326: {oauth: "invalid_request", text: "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type."},
	9002327: {oauth: "invalid_request", text: "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests."},
	9002331: {oauth: "invalid_request", text: "Application '%s'(%s) is configured for use by Microsoft Account users only. Please use the /consumers endpoint to serve this request."},
	9002332: {oauth: "invalid_request", text: "Application '%s'(%s) is configured for use by Azure Active Directory users only. Please do not use the /consumers endpoint to serve this request."},
}

// fail makes the failure of an AADSTS number.
func fail(code int, args ...any) *failure {
	f := failures[code]
	f.code = code
	if f.status == 0 {
		f.status = http.StatusBadRequest
	}
	if len(args) > 0 {
		f.text = fmt.Sprintf(f.text, args...)
	}
	return &f
}

// cancelled is what comes back when the user leaves the sign-in page.
func cancelled() *failure {
	return &failure{oauth: "access_denied", subcode: "cancel", text: "the user canceled the authentication"}
}

// timestamp is how Entra writes a time in an error body.
const timestamp = "2006-01-02 15:04:05Z"

// message is the text with its number.
func (f *failure) message() string {
	if f.code == 0 {
		return f.text
	}
	return "AADSTS" + strconv.Itoa(f.code) + ": " + f.text
}

// description is the error_description: parts set apart by single blanks, as
// Entra writes them since about 2023 (entra.md 2.3).
func (f *failure) description(x *exchange) string {
	if f.code == 0 {
		return f.text
	}
	return f.message() + " Trace ID: " + x.traceID + " Correlation ID: " + x.correlationID + " Timestamp: " + x.now.UTC().Format(timestamp)
}

func (f *failure) uri() string {
	if f.code == 0 || f.noURI {
		return ""
	}
	return "https://login.microsoftonline.com/error?code=" + strconv.Itoa(f.code)
}

// params is the failure as an authorization response (RFC 6749 section
// 4.1.2.1).
func (f *failure) params(x *exchange) url.Values {
	v := url.Values{"error": {f.oauth}, "error_description": {f.description(x)}}
	if f.subcode != "" {
		v.Set("error_subcode", f.subcode)
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
}

func writeFailure(w http.ResponseWriter, x *exchange, f *failure) {
	writeJSON(w, f.status, errorBody{
		Error: f.oauth, Description: f.description(x), Codes: []int{f.code},
		Timestamp: x.now.UTC().Format(timestamp), TraceID: x.traceID, CorrelationID: x.correlationID, ErrorURI: f.uri(),
	})
}

// pageText is the block of Entra's error page that users are asked to copy.
func (f *failure) pageText(x *exchange) string {
	return "Request Id: " + x.traceID + "\nCorrelation Id: " + x.correlationID +
		"\nTimestamp: " + x.now.UTC().Format(time.RFC3339) + "\nMessage: " + f.message()
}
