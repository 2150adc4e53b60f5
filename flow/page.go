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

// landing is what the browser shows at the end: two fixed pages, into which
// nothing of any request ever goes, and the policy that lets their one style
// sheet in and nothing else.
type landing struct {
	success, failure string
	policy           string
}

// landingPages is made at first use, not at start, since most commands never
// listen.
var landingPages = sync.OnceValue(func() landing {
	fill := func(mark, sign, title, text string) string {
		return strings.NewReplacer("@MARK@", mark, "@SIGN@", sign, "@TITLE@", title, "@TEXT@", text).Replace(pageSource)
	}
	_, rest, _ := strings.Cut(pageSource, "<style>")
	style, _, _ := strings.Cut(rest, "</style>")
	hash := sha256.Sum256([]byte(style))
	return landing{
		success: fill("good", "✓", "The answer has arrived", "The terminal now looks at the tokens and shows the result."),
		failure: fill("bad", "✗", "The sign-in did not work", "The terminal says what went wrong and what to do."),
		policy: "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(hash[:]) +
			"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	}
})

// setHeaders puts on every answer, strays' too, what keeps it from being
// stored, framed, sniffed or leaked (security rules G12, C8, C9). There is no
// CORS header, ever.
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

// writePage answers with one of the two pages.
func writePage(w http.ResponseWriter, failed bool) {
	page := landingPages().success
	if failed {
		page = landingPages().failure
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusOK)
	// A browser that is gone has no use for an error.
	_, _ = w.Write([]byte(page))
}
