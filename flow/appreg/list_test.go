package appreg

import (
	"strings"
	"testing"
)

// TestUnreadPages: a list that says that there is more than the document holds is
// not taken for a whole one, neither as a stream nor as one document.
func TestUnreadPages(t *testing.T) {
	const one = `{"appId":"a","passwordCredentials":[]}`
	next := func(member string) string { return `{"value":[` + one + `],` + member + `}` }
	const last = `{"value":[` + one + `]}`
	array := func(n int) string { return "[" + strings.TrimSuffix(strings.Repeat(one+",", n), ",") + "]" }
	for name, test := range map[string]struct {
		text   string
		stream bool   // several documents
		want   string // part of the reason; empty: whole
	}{
		"next page": {
			text: next(`"@odata.nextLink":"https://graph.microsoft.com/v1.0/applications?$skiptoken=x"`),
			want: "@odata.nextLink",
		},
		"older next page":     {text: next(`"odata.nextLink":"directoryObjects/x"`), want: "nextLink"},
		"plain next page":     {text: next(`"nextLink":"https://x"`), want: "nextLink"},
		"next page, first":    {text: `{"@odata.nextLink":"https://x","value":[` + one + `]}`, want: "nextLink"},
		"next page of no use": {text: next(`"@odata.nextLink":{}`), want: "nextLink"},
		"no next page":        {text: next(`"@odata.nextLink":null`)},
		"empty next page":     {text: next(`"@odata.nextLink":""`)},
		"empty page":          {text: `{"value":[],"@odata.nextLink":"https://x"}`, want: "nextLink"},
		"counted":             {text: next(`"@odata.count":2`), want: "@odata.count says 2, but the pages have 1"},
		"counted as text":     {text: next(`"odata.count":"7"`), want: "says 7"},
		"all counted":         {text: next(`"@odata.count":1`)},
		"pages":               {text: next(`"@odata.nextLink":"https://x"`) + last, stream: true},
		"counted pages":       {text: next(`"@odata.count":2,"@odata.nextLink":"https://x"`) + last, stream: true},
		"pages without a last": {
			text: next(`"@odata.nextLink":"https://x"`) + next(`"@odata.nextLink":"https://y"`), stream: true, want: "nextLink",
		},
		"a page, then one registration": {text: next(`"@odata.nextLink":"https://x"`) + one, stream: true, want: "nextLink"},
		"az stops at 100":               {text: array(100), want: "exactly 100"},
		"a page stops at 999":           {text: array(999), want: "exactly 999"},
		"101":                           {text: array(101)},
		"envelope that breaks a rule":   {text: next(`"a":1,"a":2`), stream: true, want: "can't be read"},
	} {
		var more []string
		err := Each(strings.NewReader(test.text), "test", Listing{
			Each: func(*App) {}, Fault: func(why string) { t.Errorf("%s: %s", name, why) },
			More: func(why string) { more = append(more, why) },
		})
		if err != nil || !says(more, test.want) {
			t.Errorf("%s as a stream: %q, %v", name, more, err)
		}
		if test.stream {
			continue
		}
		list, err := ReadList([]byte(test.text), "test")
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if (list.Unread == "") != (test.want == "") || !strings.Contains(list.Unread, test.want) {
			t.Errorf("%s as a document: %q", name, list.Unread)
		}
	}
	if _, err := Read([]byte(`{"value":[],"@odata.nextLink":"https://x"}`), "test"); err == nil {
		t.Error("no registration and no error")
	}
}

func says(more []string, want string) bool {
	if want == "" {
		return len(more) == 0
	}
	return len(more) == 1 && strings.Contains(more[0], want)
}

// TestRegistrationAfterAPage: what follows a page in a stream is read too.
func TestRegistrationAfterAPage(t *testing.T) {
	n, faults := 0, 0
	text := `{"value":[{"appId":"a"}]}{"appId":"b"}[{"appId":"c"}]`
	if err := Each(strings.NewReader(text), "test", countingList(&n, &faults)); err != nil || n != 3 ||
		faults != 0 {
		t.Errorf("%d read, %d faults, %v", n, faults, err)
	}
}

// TestWhatIsKnownOfCredentials: a member that a query left out, or for which it
// gave null, says nothing of the secrets.
func TestWhatIsKnownOfCredentials(t *testing.T) {
	for text, want := range map[string][2]bool{ // secrets, certificates
		`{"appId":"a"}`: {false, false},
		`{"appId":"a","passwordCredentials":null}`:                    {false, false},
		`{"appId":"a","passwordCredentials":[]}`:                      {true, false},
		`{"appId":"a","passwordCredentials":[],"keyCredentials":[]}`:  {true, true},
		`{"appId":"a","keyCredentials":[]}`:                           {false, true},
		`{"appId":"a","web":{},"passwordCredentials":[],"tags":null}`: {true, false},
	} {
		var streamed *App
		err := Each(strings.NewReader(text), "test",
			Listing{Each: func(a *App) { streamed = a }, Fault: func(string) {}})
		if err != nil || streamed == nil {
			t.Fatalf("%s: %v", text, err)
		}
		all, err := Read([]byte(text), "test")
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		for _, a := range []*App{streamed, all[0]} {
			if got := [2]bool{a.CredentialsKnown, !a.CertificatesUnknown}; got != want {
				t.Errorf("%s: %v, want %v", text, got, want)
			}
		}
	}
}

// TestEntriesThatGoOn: a registration that names a next page of its secrets or
// certificates does not hold them all, whatever form it comes in.
func TestEntriesThatGoOn(t *testing.T) {
	const lists = `{"appId":"a","passwordCredentials":[],"keyCredentials":[]`
	for text, want := range map[string][3]bool{ // goes on, secrets known, certificates known
		lists + `}`: {false, true, true},
		lists + `,"passwordCredentials@odata.nextLink":"https://x"}`: {true, false, true},
		lists + `,"passwordCredentials@nextLink":"x"}`:               {true, false, true},
		lists + `,"keyCredentials@odata.nextLink":{}}`:               {true, true, false},
		lists + `,"passwordCredentials@odata.nextLink":null}`:        {false, true, true},
		lists + `,"keyCredentials@odata.nextLink":""}`:               {false, true, true},
		lists + `,"owners@odata.nextLink":"https://x"}`:              {false, true, true},
	} {
		var streamed *App
		each := func(a *App) { streamed = a }
		err := Each(strings.NewReader(text), "test", Listing{Each: each, Fault: func(string) {}})
		if err != nil || streamed == nil {
			t.Fatalf("%s: %v", text, err)
		}
		all, err := Read([]byte(text), "test")
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		for _, a := range []*App{streamed, all[0]} {
			if got := [3]bool{a.CredentialsCut, a.CredentialsKnown, !a.CertificatesUnknown}; got != want {
				t.Errorf("%s: %v, want %v", text, got, want)
			}
		}
	}
}
