package web_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"edov/flow/demo/credential"
	"edov/flow/demo/web"
)

func TestReadPage(t *testing.T) {
	form, text, err := web.ReadPage(`<!DOCTYPE html><form action="/go"><input type="hidden" name="a" value="1" />
		<input type="radio" name="b" value="2" /><input type="radio" name="b" value="3" checked="checked" />
		<button name="c" value="4">Go</button><button name="c" value="5">Stop</button></form>
		<pre id="edov-error">What &amp; why</pre>`)
	if err != nil || form == nil || form.Action != "/go" || text != "What & why" || len(form.Buttons) != 2 {
		t.Fatalf("%+v, %q, %v", form, text, err)
	}
	form.Press("5")
	if got := form.Fields.Encode(); got != "a=1&b=3&c=5" {
		t.Errorf("a browser sends %s", got)
	}
	if _, _, err := web.ReadPage("<p"); err == nil {
		t.Error("half a page is no error")
	}
}

// A button is found only in a form that a page of this server sent.
func TestPressed(t *testing.T) {
	forms := web.NewForms(&credential.Ledger{})
	for name, c := range map[string]struct {
		token, do, site string
		status          int
	}{
		"own page":       {forms.Token(), "save", "same-origin", http.StatusOK},
		"unknown button": {forms.Token(), "explode", "same-origin", http.StatusNotFound},
		"no token":       {"", "save", "same-origin", http.StatusForbidden},
		"another site":   {forms.Token(), "save", "cross-site", http.StatusForbidden},
	} {
		body := url.Values{web.FieldToken: {c.token}, web.FieldDo: {c.do}}.Encode()
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", c.site)
		w := httptest.NewRecorder()
		did, ok := web.Pressed(forms, w, &web.Exchange{Request: r}, map[string]string{"save": "saved"})
		if ok != (c.status == http.StatusOK) || ok != (did == "saved") || w.Code != c.status {
			t.Errorf("%s: %q, %v, status %d", name, did, ok, w.Code)
		}
	}
}

func TestText(t *testing.T) {
	if got := web.Sentence(errors.New("select a claim")); got != "Select a claim." {
		t.Errorf("%q", got)
	}
	f := web.Frame{Form: url.Values{"name": {"a\x1b[31m\nb\tc"}}}
	if got := f.Typed("name"); got != "a[31m\nb\tc" {
		t.Errorf("%q", got)
	}
	if got := string(web.JSON("<a & b>")); got != `"<a & b>"` {
		t.Errorf("%s", got)
	}
}
