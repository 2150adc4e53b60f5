package pasted

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/entra"
	"edov/flow/lazy"
	"edov/flow/strictjson"
)

// This file reads HAR files: recordings of a browser.

func isHAR(v strictjson.Value) bool { return v.Get("log").Get("entries").Kind == strictjson.Array }

// har finds the response of a token endpoint in a HAR file.
func (r *recognizer) har(v strictjson.Value) (*flow.Session, error) {
	var w walker
	for _, entry := range v.Get("log").Get("entries").Elems() {
		if isTokenEndpoint(entry.Get("request").Get("url").Str()) {
			w.text(contentOf(entry.Get("response").Get("content")), "", 0)
		}
	}
	if w.torn {
		return nil, errorAndToken
	}
	r.context = "a HAR file"
	tokens := tokensOf(slices.DeleteFunc(w.found, func(p piece) bool { return kindNames[p.name] == "" }))
	var all walker
	all.value(v, "", 0)
	all.found = append(tokens, all.found...)
	if whole := tokensOf(all.found); len(tokens) > 0 || len(whole) > 0 && !all.torn {
		return r.resolveHAR(tokens, whole)
	}
	if appreg.LooksLike([]byte(v.Compact())) {
		return nil, &NoToken{"app-manifest", "this is a HAR file with an app registration and no token", readByApp}
	}
	if f, ok := harFailure(v); ok {
		return &flow.Session{Schema: flow.SessionSchema, Origin: flow.OriginPasted, Failure: f}, nil
	}
	return nil, &NoToken{
		"har", "this is a HAR file (a recording of a browser) without a token",
		"if a server redeems the code, the browser never sees the token: get it from the server; " +
			"don't share a HAR file, since it contains cookies and passwords",
	}
}

// harFailure is the last error of Microsoft's in a HAR file: in the response of a token endpoint, in an address to
// which a sign-in page sent the browser, or on such a page. An error that a code followed is no result of the sign-in:
// silent tries fail all the time.
func harFailure(v strictjson.Value) (last *flow.Failure, found bool) {
	for _, entry := range v.Get("log").Get("entries").Elems() {
		request, response := entry.Get("request").Get("url").Str(), entry.Get("response")
		back := response.Get("redirectURL").Str()
		if cameBack.MatchString(request) || cameBack.MatchString(back) {
			last, found = nil, false
		}
		if !atMicrosoft(request) {
			continue
		}
		texts := []string{back}
		if content := response.Get("content"); !strings.Contains(content.StrOf("mimeType"), "script") {
			texts = append(texts, contentOf(content))
		}
		for _, text := range texts {
			if len(text) > maxHARText || !strings.Contains(text, "error") && !strings.Contains(text, "AADSTS") {
				continue
			}
			f, ok := flow.ParseFailureText(text)
			if ok && (f.Code() != 0 || f.OAuthError != "" && isTokenEndpoint(request)) {
				last, found = f, true
			}
		}
	}
	return last, found
}

// cameBack is an address with the code of a sign-in.
var cameBack = lazy.MustCompile(`[?#&]code=[^&]{8,}(&|$)`)

// atMicrosoft reports whether an address is one of Microsoft's sign-ins.
func atMicrosoft(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host := strings.ToLower(u.Hostname())
	return entra.IsSignInHost(host) || entra.ServiceAt(host) != ""
}

// maxHARText bounds the text of one response that is read for an error: Microsoft's error page has about 50 KiB.
const maxHARText = 1 << 18

// resolveHAR prefers the response of a token endpoint, and names the other tokens of the file.
func (r *recognizer) resolveHAR(answered, all []piece) (*flow.Session, error) {
	if len(answered) == 0 {
		return r.resolve(all, "")
	}
	s, err := r.resolve(answered, "")
	if n := len(all) - len(answered); n > 0 {
		r.note("there are more tokens elsewhere in the file: " + counted(n, "token") + " not checked")
	}
	return s, err
}

func contentOf(content strictjson.Value) string {
	text := content.StrOf("text")
	if content.StrOf("encoding") == "base64" {
		if raw, err := base64.StdEncoding.DecodeString(text); err == nil {
			return string(raw)
		}
	}
	return text
}
