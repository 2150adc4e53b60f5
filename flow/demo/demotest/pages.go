package demotest

import (
	"net/http"
	"net/url"
	"reflect"
	"strings"

	"edov/flow/appreg"
	"edov/flow/demo/web"
)

// FormToken is what the forms of the portal and the dashboard carry.
func (v Visitor) FormToken(t TB) string {
	t.Helper()
	form, _, err := web.ReadPage(v.Get(t, strings.TrimPrefix(v.PortalURL("register"), v.URL())).Body)
	if err != nil || form == nil {
		t.Fatal("the page for a new registration has no form", err)
	}
	return form.Fields.Get(web.FieldToken)
}

// Submit presses a button of a page; fields are names and values in turn.
func (v Visitor) Submit(t TB, page, do string, fields ...string) Answer {
	t.Helper()
	form := url.Values{web.FieldToken: {v.FormToken(t)}, web.FieldDo: {do}}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return v.PostForm(t, page, form)
}

// PostForm sends a form as the browser does from one of the server's own pages.
func (v Visitor) PostForm(t TB, page string, form url.Values) Answer {
	t.Helper()
	return v.Post(t, strings.TrimPrefix(page, v.URL()), form, "Origin", v.URL(), "Sec-Fetch-Site", "same-origin")
}

// Done presses a button that must work, and returns the page it leads to.
func (v Visitor) Done(t TB, page, do string, fields ...string) Answer {
	t.Helper()
	a := v.Submit(t, page, do, fields...)
	if a.Status != http.StatusSeeOther {
		t.Fatalf("%s %s %q: status %d: %s", page, do, fields, a.Status, a.Alert())
	}
	shown := v.Get(t, a.Header.Get("Location"))
	if shown.Status != http.StatusOK || !strings.Contains(shown.Body, `id="notice"`) {
		t.Fatalf("%s %s leads to %s: status %d", page, do, a.Header.Get("Location"), shown.Status)
	}
	return shown
}

// Refused presses a button that must change nothing, and returns what the page
// says.
func (v Visitor) Refused(t TB, page, do string, fields ...string) Answer {
	t.Helper()
	before := v.Setup()
	a := v.Submit(t, page, do, fields...)
	if a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Body, `role="alert"`) {
		t.Errorf("%s %s %q: status %d", page, do, fields, a.Status)
	}
	if _, _, err := web.ReadPage(a.Body); err != nil {
		t.Errorf("%s %s %q: %v", page, do, fields, err)
	}
	if !reflect.DeepEqual(before, v.Setup()) {
		t.Errorf("%s %s %q: refused, but changed", page, do, fields)
	}
	return a
}

// Alert is what a page says in its alert.
func (a Answer) Alert() string {
	_, rest, _ := strings.Cut(a.Body, `id="error">`)
	text, _, _ := strings.Cut(rest, "</p>")
	return text
}

// Register registers an app as the setup guide has it; fields are added.
func (v Visitor) Register(t TB, fields ...string) {
	t.Helper()
	page := v.PortalURL("register")
	v.Done(t, page, "register", append([]string{"name", "Shop", "audience", appreg.AudienceAll}, fields...)...)
}

// Edited is what the manifest editor shows, with replacements: old and new text
// in turn. One of them must be found.
func (v Visitor) Edited(t TB, replacements ...string) string {
	t.Helper()
	text := v.Setup().App.Manifest()
	edited := strings.NewReplacer(replacements...).Replace(text)
	if text == edited {
		t.Fatalf("the manifest has nothing of %q: %s", replacements, text)
	}
	return edited
}
