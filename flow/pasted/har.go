package pasted

import (
	"encoding/base64"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/appreg"
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

// harFailure is the last error of Microsoft's in a HAR file: in the response of a token endpoint, in an address that
// the browser was sent to, or on a page.
func harFailure(v strictjson.Value) (last *flow.Failure, found bool) {
	for _, entry := range v.Get("log").Get("entries").Elems() {
		request, response := entry.Get("request").Get("url").Str(), entry.Get("response")
		for i, text := range []string{request, response.Get("redirectURL").Str(), contentOf(response.Get("content"))} {
			if len(text) > maxHARText || !strings.Contains(text, "error") && !strings.Contains(text, "AADSTS") {
				continue
			}
			f, ok := flow.ParseFailureText(text)
			if ok && (f.Code() != 0 || f.OAuthError != "" && i == 2 && isTokenEndpoint(request)) {
				last, found = f, true
			}
		}
	}
	return last, found
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
