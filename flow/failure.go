package flow

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"edov/flow/lazy"
	"edov/flow/strictjson"
)

// maxDescription bounds the text of an error.
const maxDescription = 4096

// failureFromParams reads an authorization error response (RFC 6749 section 4.1.2.1), or a
// token error that was passed on as form parameters.
func failureFromParams(v url.Values) *Failure {
	f := &Failure{Stage: StageAuthorize, Kind: FailureOAuth}
	f.readMembers(v.Get)
	f.readDescription(v.Get("error_description"))
	return f
}

// readMembers reads what the forms of an OAuth error have in common.
func (f *Failure) readMembers(get func(name string) string) {
	for _, m := range []struct {
		name string
		to   *string
		most int
	}{
		{"error", &f.OAuthError, 256},
		{"suberror", &f.Suberror, 256},
		{"error_subcode", &f.Subcode, 256},
		{"claims", &f.Claims, maxDescription},
		{"error_uri", &f.ErrorURI, 1024},
		{"trace_id", &f.TraceID, 128},
		{"correlation_id", &f.CorrelationID, 128},
		{"timestamp", &f.Timestamp, 64},
	} {
		*m.to = cut(get(m.name), m.most)
	}
}

// FailureOfJSON reads an error of the token endpoint (RFC 6749 section 5.2, with Entra's
// additions) or of Microsoft Graph. ok is false if there is no member error.
func FailureOfJSON(v strictjson.Value) (f *Failure, ok bool) {
	if v.Get("error").Kind == strictjson.Object {
		return failureFromGraph(v.Get("error"))
	}
	if v.StrOf("error") == "" {
		return nil, false
	}
	f = &Failure{Stage: StageToken, Kind: FailureOAuth}
	f.readMembers(v.StrOf)
	f.readDescription(v.StrOf("error_description"))
	var codes []int
	for _, e := range v.Get("error_codes").Elems() {
		if n, err := strconv.Atoi(e.Text); err == nil && e.Kind == strictjson.Number {
			codes = append(codes, n)
		}
	}
	// error_codes is the official list; without it, the text has to do.
	if len(codes) > 0 {
		f.Codes = codes
	}
	return f, true
}

// failureFromGraph reads an error of Microsoft Graph: error.code, error.message and the
// request's ID inside innerError.
func failureFromGraph(e strictjson.Value) (*Failure, bool) {
	inner := e.Get("innerError")
	f := &Failure{
		Stage: StageToken, Kind: FailureOAuth, OAuthError: cut(e.StrOf("code"), 256),
		TraceID:       cut(inner.StrOf("request-id"), 128),
		CorrelationID: cut(inner.StrOf("client-request-id"), 128),
		Timestamp:     cut(inner.StrOf("date"), 64),
	}
	f.readDescription(e.StrOf("message"))
	return f, f.OAuthError != ""
}

var (
	codePattern        = lazy.MustCompile(`AADSTS(\d{4,9})\b`)
	tracePattern       = lazy.MustCompile(`(?i)(?:Trace|Request)[ _]ID["']?\s*[:=]\s*["']?([0-9A-Za-z*-]{4,64})`)
	correlationPattern = lazy.MustCompile(`(?i)Correlation[ _]ID["']?\s*[:=]\s*["']?([0-9A-Za-z*-]{4,64})`)
	timestampPattern   = lazy.MustCompile(`(?i)Timestamp["']?\s*[:=]\s*["']?` +
		`(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?Z?)`)
)

// readDescription keeps the text and reads the numbers and IDs in it. CRLF separates the
// parts in older responses, single spaces in newer ones; neither matters here.
func (f *Failure) readDescription(text string) {
	f.Description = cut(text, maxDescription)
	for _, m := range codePattern.FindAllStringSubmatch(text, 16) {
		if n, err := strconv.Atoi(m[1]); err == nil && !slices.Contains(f.Codes, n) {
			f.Codes = append(f.Codes, n)
		}
	}
	fill := func(to *string, pattern *lazy.Regexp) {
		if m := pattern.FindStringSubmatch(text); m != nil && *to == "" {
			*to = m[1]
		}
	}
	fill(&f.TraceID, tracePattern)
	fill(&f.CorrelationID, correlationPattern)
	fill(&f.Timestamp, timestampPattern)
}

// ParseFailureText reads an error from any text that a user may paste: the text of
// Microsoft's error page, a redirect URL or its query, a JSON body, a line of a log. ok is
// false if there is no error in it. The stage is what the form of the text suggests.
func ParseFailureText(text string) (f *Failure, ok bool) {
	text = strings.TrimSpace(text)
	if len(text) > maxPaste {
		text = strings.ToValidUTF8(text[:maxPaste], "")
	}
	for _, read := range []func(string) (*Failure, bool){failureInJSON, FailureInAddress, failureInPage} {
		if f, ok := read(text); ok {
			return f, true
		}
	}
	return nil, false
}

// failureInJSON reads a JSON object, alone or inside a log line.
func failureInJSON(text string) (*Failure, bool) {
	start := strings.IndexByte(text, '{')
	if start < 0 {
		return nil, false
	}
	end := strings.LastIndexByte(text, '}')
	if end < start {
		return nil, false
	}
	body := text[start : end+1]
	v, err := strictjson.Parse([]byte(body), strictjson.Document)
	if err != nil && strings.Contains(body, `\"`) { // a log line that quotes the body
		var inner string
		if json.Unmarshal([]byte(`"`+body+`"`), &inner) == nil {
			v, err = strictjson.Parse([]byte(inner), strictjson.Document)
		}
	}
	if err != nil {
		return nil, false //nolint:nilerr // a text that is no JSON is no failure of edov's
	}
	return FailureOfJSON(v)
}

// errorParam finds the beginning of the parameters of an error response.
var errorParam = lazy.MustCompile(`(^|[?#&\s{(])(error=[A-Za-z_]+(&|$|\s))`)

// FailureInAddress reads error parameters from an address, a query, a fragment
// or a log line that holds one.
func FailureInAddress(text string) (*Failure, bool) {
	loc := errorParam.FindStringSubmatchIndex(text)
	if loc == nil {
		return nil, false
	}
	raw := text[loc[4]:]
	// Parameters before error= belong to it too: state first, error second.
	start := strings.LastIndexAny(text[:loc[4]], "?# \n") + 1
	if start > 0 && strings.Contains(text[start:loc[4]], "=") {
		raw = text[start:]
	}
	values := looseQuery(raw)
	if values.Get("error") == "" {
		return nil, false
	}
	return failureFromParams(values), true
}

// looseQuery reads parameters even if their escapes are invalid or already decoded, as in
// logs: a strict reader would lose the text that matters.
func looseQuery(raw string) url.Values {
	values := url.Values{}
	for _, pair := range strings.Split(raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(value); err == nil {
			value = plain
		}
		if !values.Has(name) {
			values.Set(name, value)
		}
	}
	return values
}

// oauthPrefix is how personal-account pages and many logs write an error.
var oauthPrefix = lazy.MustCompile(
	`(?m)(?:^|[\s"'(:])(` + strings.Join(oauthErrors, "|") + `)\b["']?\s*[:;,-]?\s*(.*)`,
)

// oauthErrors are the values of error that Microsoft uses.
var oauthErrors = []string{
	"invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "access_denied",
	"unsupported_response_type", "invalid_scope", "server_error", "temporarily_unavailable",
	"login_required", "interaction_required", "consent_required", "invalid_resource",
}

// messageLine is the line of Microsoft's error page that says what happened.
var messageLine = lazy.MustCompile(`(?im)^\s*Message:\s*(.+)$`)

// failureInPage reads plain text: Microsoft's error page or a log line.
func failureInPage(text string) (*Failure, bool) {
	f := &Failure{Stage: StageAuthorize, Kind: FailurePage}
	plain := text
	if strings.Contains(plain, "%20") { // a relayed query in a log line
		if u, err := url.PathUnescape(plain); err == nil {
			plain = u
		}
	}
	f.readDescription(plain)
	if m := oauthPrefix.FindStringSubmatch(plain); m != nil {
		f.OAuthError = m[1]
		if len(f.Codes) == 0 {
			f.Description = cut(said(plain, strings.TrimSpace(m[2])), maxDescription)
		}
	}
	if len(f.Codes) > 0 {
		if m := messageLine.FindStringSubmatch(plain); m != nil {
			f.Description = cut(said(plain, m[1]), maxDescription)
		} else if at := strings.Index(plain, "AADSTS"); at >= 0 {
			f.Description = cut(said(plain, plain[at:]), maxDescription)
		}
	}
	if len(f.Codes) == 0 && f.OAuthError == "" {
		return personalPage(plain)
	}
	return f, true
}

// markup is the source of a page or a script: what follows a message there are tokens of the page and what was typed.
var markup = lazy.MustCompile(
	`(?i)<(html|head|body|script|div|input|form|meta)\b|\$Config\b|"(canary|sFT|sCtx|apiCanary)"`,
)

// said is a message that stands in a text, without what follows it in the source of a page.
func said(text, message string) string {
	if !markup.MatchString(text) {
		return message
	}
	if end := strings.IndexAny(message, "\"<"); end >= 0 {
		message = message[:end]
	}
	return strings.TrimRight(message, `\`)
}

// personalSentences are errors that the service for personal accounts shows without a
// number.
var personalSentences = []string{
	"sign in here with a personal account",
	"the client does not exist or is not enabled for consumers",
	"'userAudience' configuration",
	"parameter 'redirect_uri' is not valid",
	"Need admin approval",
}

func personalPage(text string) (*Failure, bool) {
	lower := strings.ToLower(text)
	for _, sentence := range personalSentences {
		at := strings.Index(lower, strings.ToLower(sentence))
		if at < 0 {
			continue
		}
		if markup.MatchString(text) && at < len(text) { // letters may take fewer bytes in lower case
			text = said(text, text[at:])
		}
		return &Failure{Stage: StageAuthorize, Kind: FailurePage, Description: cut(text, maxDescription)}, true
	}
	return nil, false
}

// Unfinished reports whether the attempt could not be finished for a reason that says
// nothing about the connection: the network, a timeout, the user or this machine. A
// refusal by the server, or a response that breaks the protocol, says something.
func (f *Failure) Unfinished() bool {
	switch f.Kind {
	case FailureNetwork, FailureTimeout, FailureCancelled, FailureLocal:
		return true
	}
	return false
}
