package flow

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"edov/flow/appreg"
	"edov/flow/entra"
	"edov/flow/jsonout"
	"edov/flow/lazy"
)

// SessionSchema is the version of the saved form of a Session. It increases when a reader of the
// older form would misread the newer one.
const SessionSchema = 1

// Session is the record of one attempt to sign in, finished or not, or of a pasted token, an app
// registration or a Clerk instance. It is plain data: saved as JSON, it can be loaded and
// checked on another machine. Its JSON contains no client secret, code, verifier, state or
// refresh token, and tokens only without their signatures: the claims stay readable, but the
// tokens are worthless.
type Session struct {
	Schema  int    `json:"schema"`
	Program string `json:"program,omitempty"` // "edov 1.0.0"
	// Origin says where the evidence came from.
	Origin    Origin     `json:"origin"`
	StartedAt time.Time  `json:"started_at"`
	EndedAt   time.Time  `json:"ended_at,omitzero"`
	Request   Request    `json:"request"`
	Callback  *Callback  `json:"callback,omitempty"`
	Tokens    *Tokens    `json:"tokens,omitempty"`
	Metadata  *Metadata  `json:"metadata,omitempty"`
	KeySets   []KeySet   `json:"key_sets,omitempty"` // every different response, oldest first
	Failure   *Failure   `json:"failure,omitempty"`  // why the attempt ended early
	Problems  []Failure  `json:"problems,omitempty"` // what else failed, such as loading the keys
	Exchanges []Exchange `json:"exchanges,omitempty"`
	// Registration is the app registration of the connection, if it was read.
	Registration *appreg.App `json:"registration,omitempty"`
	// Me is the user's profile from Microsoft Graph, if --me requested it.
	Me *Me `json:"me,omitempty"`
	// Clerk is the Clerk instance of the connection, if it was read.
	Clerk   *ClerkInstance `json:"clerk,omitempty"`
	Ignored []Ignored      `json:"ignored,omitempty"` // stray requests to the listener

	sent *scrubber // what the run sent, to be hidden in what is added later; nil: nothing
}

// SessionKind is what the JSON of a Session says it is.
const SessionKind = "edov-session"

// MarshalJSON writes the kind in front of the members.
func (s Session) MarshalJSON() ([]byte, error) {
	type members Session
	return jsonout.Line(struct {
		Kind string `json:"kind"`
		members
	}{SessionKind, members(s)})
}

// Origin says where a Session came from.
type Origin string

// The origins of a Session.
const (
	OriginSignIn Origin = "sign-in" // this run signed a user in
	OriginPasted Origin = "pasted"  // a token or a token response was pasted
	OriginLoaded Origin = "loaded"  // a saved session was loaded: its tokens have no signatures
	// OriginRegistration: there is an app registration and no sign-in.
	OriginRegistration Origin = "registration"
	// OriginClerk: there is a Clerk instance and no sign-in.
	OriginClerk Origin = "clerk"
)

// Request is what was requested, without anything secret.
type Request struct {
	Cloud          entra.Cloud `json:"cloud,omitempty"`
	Authority      string      `json:"authority,omitempty"` // "https://login.microsoftonline.com"
	TrustAuthority bool        `json:"trust_authority,omitempty"`
	Demo           bool        `json:"demo,omitempty"` // the authority is edov's demo tenant
	Tenant         string      `json:"tenant,omitempty"`
	ClientID       string      `json:"client_id,omitempty"`
	Scopes         []string    `json:"scopes,omitempty"`
	RedirectURI    string      `json:"redirect_uri,omitempty"` // as sent, with the port that was bound
	ResponseMode   string      `json:"response_mode,omitempty"`
	Prompt         string      `json:"prompt,omitempty"`
	LoginHint      string      `json:"login_hint,omitempty"`
	DomainHint     string      `json:"domain_hint,omitempty"`
	Nonce          string      `json:"nonce,omitempty"`
	ClientAuth     string      `json:"client_auth,omitempty"`  // "secret", "none"; empty: not known
	SecretShape    string      `json:"secret_shape,omitempty"` // "value", "guid" (the Secret ID), "odd"
	// SecretLineEnd: the file or variable of the secret ends in a line end, which was not sent.
	SecretLineEnd bool      `json:"secret_line_end,omitempty"`
	SecretExpires time.Time `json:"secret_expires,omitzero"` // as entered by the user: midnight UTC at its end
	// Product and ProductRedirectURI are the connection's.
	Product            string `json:"product,omitempty"`
	ProductRedirectURI string `json:"product_redirect_uri,omitempty"`
}

// Callback is the authorization response (RFC 6749 section 4.1.2) that ended
// the wait, without code and state.
type Callback struct {
	At     time.Time `json:"at"`
	Via    string    `json:"via"`              // "form_post", "query", "paste"
	Issuer string    `json:"iss,omitempty"`    // RFC 9207; Entra does not send it
	Origin string    `json:"origin,omitempty"` // Origin header of a form_post
	// CodeHash is the c_hash of the code (OpenID Connect Core 3.3.2.11), so that the claim
	// can be checked without the code.
	CodeHash string   `json:"code_hash,omitempty"`
	Params   []string `json:"params,omitempty"` // names of the parameters seen, sorted
}

// Tokens is the token response (RFC 6749 section 5.1).
type Tokens struct {
	ReceivedAt      time.Time `json:"received_at,omitzero"`
	IDToken         Token     `json:"id_token,omitzero"`
	AccessToken     Token     `json:"access_token,omitzero"`
	HasRefreshToken bool      `json:"has_refresh_token,omitempty"`
	// AccessTokenHash is the at_hash value of OpenID Connect Core 3.1.3.6.
	AccessTokenHash string   `json:"access_token_hash,omitempty"`
	TokenType       string   `json:"token_type,omitempty"`
	ExpiresIn       string   `json:"expires_in,omitempty"` // JSON text as received: 3599 or "3599"
	Scope           string   `json:"scope,omitempty"`
	Members         []string `json:"members,omitempty"` // names of all members of the response
	// Decoded: the user gave decoded claims, so there is no signature, and without a header
	// the token's is empty.
	Decoded bool `json:"decoded,omitempty"`
	// Partial: an ellipsis showed that there were more decoded claims, or how they were printed.
	Partial bool `json:"partial,omitempty"`
	// Untyped: the decoded claims were listed without the types of their values.
	Untyped bool `json:"untyped,omitempty"`

	refresh *Secret // only to hide it where it is repeated; nil: there was none
}

// Metadata is the metadata of an OpenID Connect server, with the members that matter to edov.
type Metadata struct {
	URL                   string    `json:"url"`
	FetchedAt             time.Time `json:"fetched_at"`
	Issuer                string    `json:"issuer"` // may be the template with {tenantid}
	AuthorizationEndpoint string    `json:"authorization_endpoint"`
	TokenEndpoint         string    `json:"token_endpoint"`
	JWKSURI               string    `json:"jwks_uri"`
	UserinfoEndpoint      string    `json:"userinfo_endpoint,omitempty"`
	CloudInstanceName     string    `json:"cloud_instance_name,omitempty"`
	GraphHost             string    `json:"msgraph_host,omitempty"`
	// IssParameter is authorization_response_iss_parameter_supported.
	IssParameter bool            `json:"iss_parameter,omitempty"`
	Raw          json.RawMessage `json:"raw,omitempty"`
}

// KeySet is the signing keys of one response from a jwks_uri. Microsoft's servers do not all
// return the same keys, so a Session keeps every response.
type KeySet struct {
	URL       string          `json:"url"` // or a file's name
	FetchedAt time.Time       `json:"fetched_at,omitzero"`
	Raw       json.RawMessage `json:"raw"`
}

// Stage names the part of the attempt that failed.
type Stage string

// The stages of a sign-in, in order.
const (
	StageConnection Stage = "connection" // the connection's own values
	StageListener   Stage = "listener"   // listening on the redirect URI's port
	StageAuthorize  Stage = "authorize"  // Microsoft's page or the authorization response
	StageToken      Stage = "token"      // the token request
	StageMetadata   Stage = "metadata"   // loading the metadata
	StageKeys       Stage = "keys"       // loading the signing keys
	// StageRegistration is reading the app registration.
	StageRegistration Stage = "registration"
	// StageMe is reading the user's profile from Microsoft Graph (Me).
	StageMe Stage = "me"
	// StageClerk is reading a Clerk instance.
	StageClerk Stage = "clerk"
	// StageChange is changing something at Microsoft Graph or at a product.
	StageChange Stage = "change"
	// StageTenant is reading users and policies of a tenant.
	StageTenant Stage = "tenant"
)

// FailureKind says what kind of thing went wrong.
type FailureKind string

// The kinds of failure.
const (
	FailureOAuth     FailureKind = "oauth"     // Microsoft returned an error
	FailurePage      FailureKind = "page"      // Microsoft's own page showed an error; the user pasted it
	FailureProtocol  FailureKind = "protocol"  // a response that breaks the protocol
	FailureNetwork   FailureKind = "network"   // DNS, connection, TLS, proxy
	FailureTimeout   FailureKind = "timeout"   // no sign-in within the timeout
	FailureCancelled FailureKind = "cancelled" // the user cancelled it
	FailureLocal     FailureKind = "local"     // this machine: port in use, invalid value
)

// Failure is one failure as data. Text in it came from outside and is hostile until it has
// passed flow/visible.
type Failure struct {
	Stage      Stage       `json:"stage"`
	Kind       FailureKind `json:"kind"`
	HTTPStatus int         `json:"http_status,omitempty"`
	// Summary and Hint are edov's own words, for failures that are not a response of
	// Microsoft's.
	Summary string `json:"summary,omitempty"`
	Hint    string `json:"hint,omitempty"`
	// The rest is Microsoft's response.
	OAuthError    string `json:"error,omitempty"`
	Description   string `json:"error_description,omitempty"`
	Codes         []int  `json:"error_codes,omitempty"` // AADSTS numbers in the order given
	Suberror      string `json:"suberror,omitempty"`
	Subcode       string `json:"error_subcode,omitempty"`
	Claims        string `json:"claims,omitempty"` // a claims challenge, JSON text
	ErrorURI      string `json:"error_uri,omitempty"`
	TraceID       string `json:"trace_id,omitempty"`
	CorrelationID string `json:"correlation_id,omitempty"`
	Timestamp     string `json:"timestamp,omitempty"`
}

// Code returns the AADSTS number that matters: the last one, since those before only wrap it. It
// is 0 if there is none, as with personal accounts.
func (f *Failure) Code() int {
	if f == nil || len(f.Codes) == 0 {
		return 0
	}
	return f.Codes[len(f.Codes)-1]
}

// Error makes a Failure an error: one line, lower case.
func (f *Failure) Error() string {
	if f.Summary != "" {
		return f.Summary
	}
	return strings.Trim(f.OAuthError+": "+f.Description, ": ")
}

// Exchange is one HTTP request and its response, with timings and without anything secret: the
// URL has no query.
type Exchange struct {
	Name        string    `json:"name"` // "metadata", "keys", "app keys", "token"
	Method      string    `json:"method"`
	URL         string    `json:"url"`
	Start       time.Time `json:"start"`
	DurationMS  float64   `json:"duration_ms"` // until the body was read
	ConnectMS   float64   `json:"connect_ms,omitempty"`
	TLSMS       float64   `json:"tls_ms,omitempty"`
	FirstByteMS float64   `json:"first_byte_ms,omitempty"`
	Reused      bool      `json:"reused"` // sent on an open connection
	Remote      string    `json:"remote,omitempty"`
	Status      int       `json:"status,omitempty"`
	Proto       string    `json:"proto,omitempty"`
	TLSVersion  string    `json:"tls_version,omitempty"`
	ContentType string    `json:"content_type,omitempty"`
	Bytes       int       `json:"bytes"`
	Date        time.Time `json:"date,omitzero"`        // the Date header; zero if missing or invalid
	Aged        bool      `json:"aged,omitempty"`       // there was an Age header, so Date says nothing about the clock
	RequestID   string    `json:"request_id,omitempty"` // x-ms-request-id
	Error       string    `json:"error,omitempty"`      // edov's words
}

// Ignored is one request to the listener that did not end the wait.
type Ignored struct {
	At     time.Time `json:"at"`
	Reason string    `json:"reason"` // "other path", "wrong state", "prefetch", ...
	Method string    `json:"method,omitempty"`
	Path   string    `json:"path,omitempty"` // without query
	// AnswerBy is the response mode of a request that was the answer, in a mode that was not requested.
	AnswerBy string `json:"answer_by,omitempty"`
	// Times is how many requests the entry stands for, where the list would be too long; zero: for one.
	Times int `json:"times,omitempty"`
}

// Count is how many requests the entry stands for. A saved session may say anything; sums of it stay numbers.
func (i Ignored) Count() int { return min(max(i.Times, 1), 1_000_000_000) }

// notListed is the reason of the entry that stands for the requests beyond the bound.
const notListed = "not listed"

// manyIgnored is how such an entry was written before it had Times.
var manyIgnored = lazy.MustCompile(`^([0-9]{1,9}) more, not listed$`)

// UnmarshalJSON also reads the entries of sessions and reports that were saved without Times.
func (i *Ignored) UnmarshalJSON(data []byte) error {
	type members Ignored
	if err := json.Unmarshal(data, (*members)(i)); err != nil {
		return err
	}
	if m := manyIgnored.FindStringSubmatch(i.Reason); m != nil {
		i.Times, _ = strconv.Atoi(m[1]) // at most nine digits
		i.Reason = notListed
	}
	return nil
}
