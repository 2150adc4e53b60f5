package pasted

import (
	"cmp"
	"errors"
	"net/url"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/decoded"
	"edov/flow/lazy"
	"edov/flow/mask"
	"edov/flow/strictjson"
)

// harLimits bounds JSON that may contain a token; a HAR file is the largest.
var harLimits = strictjson.Limits{Bytes: 16 << 20, Depth: 64, Members: 500000, Number: 64}

// carried is what a program that shows a response as JSON does not add: the body in the output of an HTTP action; a
// response without the members that are null, since it has no such token.
func (r *recognizer) carried(v strictjson.Value) (inner strictjson.Value, ok bool) {
	if body := v.Get("body"); v.Has("statusCode") && body.Kind == strictjson.Object {
		r.note("read the body in the output of an HTTP action")
		v, ok = body, true
	}
	if holdsToken(v) && slices.ContainsFunc(v.Members(), isNull) {
		v, ok = v.With(slices.DeleteFunc(slices.Clone(v.Members()), isNull), nil), true
	}
	return v, ok
}

// json reads a JSON document.
func (r *recognizer) json(text string) (*flow.Session, error) {
	v, err := strictjson.Parse([]byte(text), harLimits)
	if err != nil {
		joined := joinJSON(text)
		if again, againErr := strictjson.Parse([]byte(joined), harLimits); joined != text && againErr == nil {
			r.note("joined JSON that was wrapped over several lines")
			text, v, err = joined, again, nil
		}
	}
	if err != nil {
		if f := brokenFile(text, err); f != nil {
			return nil, f
		}
		return r.brokenJSON(text, err)
	}
	if inner, ok := r.carried(v); ok {
		v, text = inner, inner.Compact()
	}
	_, isError := flow.FailureOfJSON(v)
	switch {
	case v.Has("schema") && v.Has("origin") && v.Has("started_at"), isError:
		return parse([]byte(text), r.kind)
	case find(&v, 2, isClaimsRequest) != nil:
		return nil, claimsRequest
	case isResponse(v):
		if f := brokenResponse(v); f != nil {
			return nil, f
		}
		return parse([]byte(text), r.kind)
	case isHAR(v):
		return r.har(v)
	}
	w := walker{}
	w.value(v, "", 0)
	if w.torn {
		return nil, errorAndToken
	}
	if tokens := tokensOf(w.found); len(tokens) > 0 {
		r.context = "JSON"
		claims := func() []decoded.Claims { list, _ := r.claimsOfJSON(v); return list }
		if s := r.decodedSession(r.claimsBeside(tokens, claims)); s != nil {
			return s, nil
		}
		return r.resolve(tokens, text)
	}
	return r.noTokenInJSON(v, text, w.found)
}

// isResponse reports whether this is a token response. Decoded claims under the names of its tokens are none.
func isResponse(v strictjson.Value) bool {
	id, access := v.Get("id_token"), v.Get("access_token")
	return (id.Exists() || access.Exists()) && id.Kind != strictjson.Object && access.Kind != strictjson.Object
}

// noTokenInJSON reads a document without a token: claims, an entry of a log, or what it is instead.
func (r *recognizer) noTokenInJSON(v strictjson.Value, text string, pieces []piece) (*flow.Session, error) {
	s, f := r.settled(r.claimsOfJSON(v))
	if s == nil && f == nil {
		s, f = r.signInLog(&v)
	}
	if s != nil {
		return s, nil
	}
	if f = cmp.Or(f, recordIn(&v)); f != nil {
		return nil, f
	}
	if f := formOfJSON(v, text); f != nil {
		return nil, f
	}
	if find(&v, recordDepth, isShape) != nil {
		return nil, unreadClaims
	}
	for _, p := range pieces {
		if f := p.broken(); f != nil {
			return nil, f
		}
	}
	// What is no object, parse takes for a bare token.
	_, err := parse([]byte(text), r.kind)
	if err == nil || v.Kind != strictjson.Object {
		err = &NoToken{"json", "this JSON holds no token and no claims", whereTokens}
	}
	return nil, err
}

// brokenJSON is for text that only begins like JSON: an object in a script, a document that
// was cut off. Two members with the same name are always refused.
func (r *recognizer) brokenJSON(text string, err error) (*flow.Session, error) {
	var own *strictjson.Error
	errors.As(err, &own)
	maybeText := []strictjson.Reason{strictjson.Malformed, strictjson.CutOff, strictjson.Trailing}
	isText := slices.Contains(maybeText, own.Reason)
	if isText && len(text) <= evidenceLimits.Bytes {
		s, textErr := r.text(text)
		var known *NoToken
		if textErr == nil || errors.As(textErr, &known) && known.Form != "" && known.Form != opaqueToken {
			return s, textErr
		}
	}
	return nil, &NoToken{"json", jsonProblem(err), "copy all of it again; " + evidenceHint}
}

// joinJSON removes the line ends that a terminal or a mail program added to JSON.
func joinJSON(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		for strings.HasPrefix(line, ">") {
			line = strings.TrimPrefix(line[1:], " ")
		}
		lines[i] = line
	}
	return strings.Join(lines, "")
}

func isNull(m strictjson.Member) bool { return m.Value.Kind == strictjson.Null }

func isNotNull(m strictjson.Member) bool { return !isNull(m) }

// placeholder is what people write in place of a token.
var placeholder = lazy.MustCompile(
	`^(?i)(<[^>]*>|\[[^\]]*\]|\{[^}]*\}|[*x.]{3,}|…|(your|my|the)[ _-].{0,40}|redacted|removed)$`,
)

// brokenResponse refuses a token response with an incomplete token.
func brokenResponse(v strictjson.Value) *NoToken {
	for _, name := range []string{"id_token", "access_token"} {
		text := v.StrOf(name)
		if placeholder.MatchString(text) {
			return &NoToken{
				"shortened", "the " + name + " of this token response is a placeholder: the token was left out", copyAgain,
			}
		}
		if text == "" || !beginsLikeJWT(text) {
			continue
		}
		p := classify(text)
		if p.form == tokenForm || name == "access_token" && p.form == encryptedForm {
			return nil // package inspect checks the rest
		}
		if f := p.broken(); f != nil {
			return &NoToken{f.Form, "the " + name + " of this token response: " + f.What, f.Hint}
		}
	}
	return nil
}

// walker looks for tokens in all strings of a document.
type walker struct {
	found []piece
	torn  bool // a response in it has both an error and a token
}

func (w *walker) value(v strictjson.Value, name string, depth int) {
	if _, isError := flow.FailureOfJSON(v); isError && holdsToken(v) {
		w.torn = true
	}
	if kind := v.StrOf("credentialType") + v.StrOf("credential_type"); kind != "" {
		name = kind // an entry of MSAL's cache, whose member secret is the token
	}
	for _, m := range v.Members() {
		inner := m.Name
		if inner == "secret" && name != "" {
			inner = name
		}
		w.value(m.Value, inner, depth)
	}
	for _, e := range v.Elems() {
		w.value(e, name, depth)
	}
	if v.Kind == strictjson.String {
		w.text(v.Text, name, depth)
	}
}

// text examines one string, which may be JSON again, as browsers store it.
func (w *walker) text(text, name string, depth int) {
	if trimmed := strings.TrimSpace(text); strings.HasPrefix(trimmed, "{") && depth < maxOpened {
		if v, err := strictjson.Parse([]byte(trimmed), harLimits); err == nil {
			w.value(v, name, depth+1)
			return
		}
	}
	for _, p := range scan(text) {
		if p.form == plainForm {
			continue
		}
		if p.name == "" {
			p.name = plainName(name)
		}
		w.found = append(w.found, p)
	}
}

// isTokenEndpoint recognizes a token endpoint by the end of its path, which is the same on all
// common servers.
func isTokenEndpoint(address string) bool {
	u, err := url.Parse(address)
	return err == nil && strings.HasSuffix(strings.ToLower(strings.TrimRight(u.Path, "/")), "/token")
}

// jsonForms are documents that people mistake for a token; the first match counts.
var jsonForms = []struct {
	is func(strictjson.Value) bool
	NoToken
}{
	{hasAll("kty", "d"), NoToken{"private-key", "this is a private key (JWK), not a token", leaked}},
	{hasAny("private_key"), NoToken{
		"service-account", "this is the private key of a service account, not a token", leaked,
	}},
	{hasAny("jwks_uri"), NoToken{
		"discovery", "this is OpenID Connect metadata, not a token", whereTokens,
	}},
	{isKeySet, NoToken{
		"keys", "these are signing keys, not a token", "edov inspect TOKEN --keys FILE verifies a signature with them",
	}},
	{isHeader, NoToken{
		"header", "this is only the header of a token: its claims are missing", copyAgain,
	}},
	{hasAll("device_code", "user_code"), NoToken{
		"device-code", "this is a device code, not a token", "use the token response that follows it",
	}},
	{isOwnSession, *sessionClaims},
	{holdsOpaque, *opaqueInside},
	{profileWithin, *profileGiven},
	{isUserList, NoToken{
		"users", "this is a list of users from Microsoft Graph, not a token",
		"edov tenant FILE checks it",
	}},
	{hasAll("ciphertext", "iv"), NoToken{
		"jwe-json", "this is an encrypted token (JWE in JSON serialization); only its recipient can read it", whereTokens,
	}},
	{appreg.IsNewPrincipal, *clientSecretInside},
	{hasAll("uid", "utid"), NoToken{
		"client-info", "this is client_info of Microsoft's libraries, not a token: it names the account", whereTokens,
	}},
	{hasAny("protected", "signatures"), NoToken{
		"jws-json", jwsInJSON, whereTokens,
	}},
	{appreg.Is, NoToken{
		"app-manifest", "this is an app registration; edov app reads it", readByApp,
	}},
	{hasAny("refresh_token", "refreshToken"), NoToken{
		"refresh-token", "this is a refresh token, not an ID token: only Microsoft can read it", leaked,
	}},
	{hasAny("client_secret", "clientSecret", "secretText"), *clientSecretInside},
	{hasAll("code", "state"), NoToken{
		"authorization-code", "this is an authorization code, not a token", notInBrowser,
	}},
}

const readByApp = "edov app FILE checks a manifest"

func hasAll(names ...string) func(strictjson.Value) bool {
	return func(v strictjson.Value) bool { return v.HasAll(names...) }
}

func hasAny(names ...string) func(strictjson.Value) bool {
	return func(v strictjson.Value) bool { return v.HasAny(names...) }
}

// profileGiven is for what an API says of the user.
var profileGiven = &NoToken{
	"profile", "this is a user profile (userinfo, or /me of Microsoft Graph), not a token", whereTokens,
}

// isProfile recognizes what userinfo (OpenID Connect Core 5.3) and Microsoft Graph say of a user.
func isProfile(v strictjson.Value) bool {
	isUserInfo := v.Get("sub").Kind == strictjson.String && v.HasAny("picture", "name", "email")
	return v.Has("userPrincipalName") && v.Has("id") || isUserInfo
}

func isKeySet(v strictjson.Value) bool {
	return v.Get("keys").Kind == strictjson.Array || v.Has("kty")
}

// formOfJSON identifies a document that is not a token; nil if it is not known.
func formOfJSON(v strictjson.Value, text string) *NoToken {
	for i := range jsonForms {
		if jsonForms[i].is(v) {
			return &jsonForms[i].NoToken
		}
	}
	if mask.HoldsClientSecret(text) {
		return clientSecretInside
	}
	return nil
}
