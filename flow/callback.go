package flow

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// maxBody bounds a form post: a real one is a few KiB.
const maxBody = 64 << 10

// callbackHandler answers the requests that reach the listener. The order of its checks is
// fixed: the cheap and safe ones come first, and nothing is read, compared or used up
// before them. A request that fails a check up to the state is a stray: it is answered
// and recorded, and never ends the wait.
type callbackHandler struct {
	host      string // exactly as a browser sends it for the redirect URI
	path      string
	mode      string
	now       func() time.Time
	turnstile *turnstile
	stray     func(Ignored)
	warn      func(text string)
	// foreign reports whether an Origin header is worth a warning.
	foreign func(origin string) bool
}

// newCallbackHandler makes the handler for a redirect URI.
func newCallbackHandler(redirectURI *url.URL, mode string) *callbackHandler {
	host := strings.TrimSuffix(strings.ToLower(redirectURI.Host), ":80")
	h := &callbackHandler{mode: mode, path: redirectURI.Path, host: host}
	if h.path == "" {
		h.path = "/" // RFC 3986 section 6.2.3; Entra appends it too
	}
	return h
}

// refusal is the answer to a stray.
type refusal struct {
	status int
	reason string // as in Ignored.Reason
	answer string // as in Ignored.AnswerBy
}

func (h *callbackHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	conn := connOf(r)
	conn.served()
	setHeaders(w.Header())
	no := h.checkTarget(r)
	if no == nil {
		no = h.checkMethod(w, r)
	}
	var params url.Values
	if no == nil {
		params, no = h.params(w, r)
	}
	conn.parsed()
	if no != nil {
		h.refuse(w, r, *no)
		return
	}
	h.accept(w, r, params)
}

// checkTarget checks Host, path and prefetch headers.
func (h *callbackHandler) checkTarget(r *http.Request) *refusal {
	switch {
	case r.Host != h.host || r.URL.Host != "" && r.URL.Host != h.host:
		return &refusal{status: http.StatusMisdirectedRequest, reason: "other host"}
	case r.URL.Path != h.path || r.URL.RawPath != "":
		// Compared here, since a mux would clean the path and redirect.
		return &refusal{status: http.StatusNotFound, reason: "other path"}
	case isPrefetch(r.Header):
		return &refusal{status: http.StatusNoContent, reason: "prefetch"}
	}
	return nil
}

// isPrefetch reports whether a browser only loads the page in advance.
func isPrefetch(h http.Header) bool {
	for _, name := range []string{"Sec-Purpose", "Purpose", "X-Moz"} {
		for _, value := range h.Values(name) {
			value = strings.ToLower(value)
			if strings.Contains(value, "prefetch") || strings.Contains(value, "prerender") {
				return true
			}
		}
	}
	return false
}

// checkMethod checks the method and the content type. A GET with the right state means
// that the server used query mode although form_post was requested.
func (h *callbackHandler) checkMethod(w http.ResponseWriter, r *http.Request) *refusal {
	want := http.MethodPost
	if h.mode == ModeQuery {
		want = http.MethodGet
	}
	if r.Method != want {
		w.Header().Set("Allow", want)
		no := &refusal{status: http.StatusMethodNotAllowed, reason: "other method"}
		if r.Method == http.MethodGet {
			if params, bad := readParams(r.URL.RawQuery); bad == "" && h.turnstile.stateRefusal(params) == "" {
				h.warn("the server used response mode query instead of form_post; " +
					"sign in again with --response-mode query")
				no.answer = ModeQuery
			}
		}
		return no
	}
	if want == http.MethodGet {
		return nil
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err != nil || kind != "application/x-www-form-urlencoded":
		return &refusal{status: http.StatusUnsupportedMediaType, reason: "not a form"}
	case r.ContentLength > maxBody:
		return &refusal{status: http.StatusRequestEntityTooLarge, reason: "too large"}
	}
	return nil
}

// params reads the form's body or the query, never both, and checks the state.
func (h *callbackHandler) params(w http.ResponseWriter, r *http.Request) (url.Values, *refusal) {
	raw := r.URL.RawQuery
	if h.mode != ModeQuery {
		if raw != "" {
			return nil, &refusal{status: http.StatusBadRequest, reason: "a form with a query"}
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
			return nil, &refusal{status: http.StatusRequestEntityTooLarge, reason: "too large"}
		} else if err != nil {
			return nil, &refusal{status: http.StatusBadRequest, reason: "incomplete request"}
		}
		raw = string(body)
	}
	params, bad := readParams(raw)
	if bad == "" {
		bad = h.turnstile.stateRefusal(params)
	}
	if bad != "" {
		return nil, &refusal{status: http.StatusBadRequest, reason: bad}
	}
	return params, nil
}

// refuse answers a stray with an empty body.
func (h *callbackHandler) refuse(w http.ResponseWriter, r *http.Request, no refusal) {
	h.stray(Ignored{
		At: h.now(), Reason: no.reason, Method: cut(r.Method, 16), Path: cut(r.URL.Path, 256), AnswerBy: no.answer,
	})
	w.WriteHeader(no.status)
}

// accept takes the response and shows a page.
func (h *callbackHandler) accept(w http.ResponseWriter, r *http.Request, params url.Values) {
	resp := response{at: h.now(), via: h.mode, origin: r.Header.Get("Origin"), params: params}
	if h.foreign(resp.origin) {
		h.warn("the response was posted from a different site than the sign-in page")
	}
	first, failed := h.turnstile.take(resp)
	if !first {
		h.stray(Ignored{At: resp.at, Reason: "the response again", Method: r.Method, Path: cut(r.URL.Path, 256)})
	}
	writePage(w, failed)
}
