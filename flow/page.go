package flow

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"net/http"
	"strings"
	"sync"
)

//go:embed page.html
var pageSource string

// landing is what the browser shows at the end: two fixed pages, which contain no part of
// any request, and the policy that allows their style sheet and nothing else.
type landing struct {
	success, failure string
	policy           string
}

// landingPages is made at first use, since most commands never listen.
var landingPages = sync.OnceValue(func() landing {
	fill := func(mark, sign, title, text string) string {
		return strings.NewReplacer("@MARK@", mark, "@SIGN@", sign, "@TITLE@", title, "@TEXT@", text).Replace(pageSource)
	}
	_, rest, _ := strings.Cut(pageSource, "<style>")
	style, _, _ := strings.Cut(rest, "</style>")
	hash := sha256.Sum256([]byte(style))
	return landing{
		success: fill("good", "✓", "Response received", "The terminal checks the tokens and shows the result."),
		failure: fill("bad", "✗", "Sign-in failed", "The terminal shows what went wrong and what to do."),
		policy: "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) +
			"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	}
})

// setHeaders adds to every response, even to strays, the headers that prevent it from being
// stored, framed, sniffed or leaked. There is never a CORS header.
func setHeaders(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("Pragma", "no-cache")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Content-Security-Policy", landingPages().policy)
	h.Set("Connection", "close")
}

// writePage sends one of the two pages.
func writePage(w http.ResponseWriter, failed bool) {
	page := landingPages().success
	if failed {
		page = landingPages().failure
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusOK)
	// There is nothing to do if the browser is gone.
	_, _ = w.Write([]byte(page))
}
