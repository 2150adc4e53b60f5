package fault

import (
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/appreg"
)

// TestAboutNoRegistration: the demo tenant without an app registration adds nothing to an explanation.
func TestAboutNoRegistration(t *testing.T) {
	for name, a := range map[string]About{
		"none":         {Demo: true},
		"without ID":   {Demo: true, Registration: &appreg.App{}},
		"another's ID": {Demo: true, Registration: &appreg.App{AppID: appreg.Setting[string]{Value: "another"}}},
	} {
		if got := a.of("AADSTS50011 of an app"); got.Registration != nil {
			t.Errorf("%s: %+v", name, got.Registration)
		}
	}
	own := About{Demo: true, Registration: &appreg.App{AppID: appreg.Setting[string]{Value: "an app"}}}
	if own.of("AADSTS50011 of an app").Registration == nil {
		t.Error("what is known of the app that the text names is lost")
	}
}

// TestPageOfAnotherRequest: what was sent explains a refusal of that request, and not a page that was pasted.
func TestPageOfAnotherRequest(t *testing.T) {
	cause := func(kind flow.FailureKind, auth string) Cause {
		f := &flow.Failure{Kind: kind, Stage: flow.StageToken, Codes: []int{7000218}, OAuthError: "invalid_client"}
		c, ok := CauseOf(f, flow.Request{ClientAuth: auth})
		if !ok {
			t.Fatal("AADSTS7000218 has no cause")
		}
		return c
	}
	const sent = "a client secret was sent, but Microsoft says none arrived"
	if got := cause(flow.FailureOAuth, AuthSecret).Summary; got != sent {
		t.Errorf("of this request: %q", got)
	}
	if got := cause(flow.FailurePage, AuthSecret).Summary; got == sent {
		t.Errorf("of a page: %q", got)
	}
}

// TestWhoseCertificate: at a local address it is most likely the app's own certificate that the browser shows; not
// where Microsoft's host is named as well, and nothing is said of another host.
func TestWhoseCertificate(t *testing.T) {
	first := func(text string) string {
		e, _ := ExplainText(text, About{})
		if len(e.Causes) == 0 {
			t.Fatalf("%s: %+v", text, e)
		}
		return e.Causes[0].ID
	}
	const code = "NET::ERR_CERT_AUTHORITY_INVALID at https://"
	local := first(code + "localhost:3000/api/auth/callback")
	if local != "app-certificate" {
		t.Errorf("local: %s", local)
	}
	for _, host := range []string{"shop.example.com/login", "localhost:3000 from login.microsoftonline.com"} {
		if got := first(code + host); got == local {
			t.Errorf("%s: %s", host, got)
		}
	}
}

// TestOneNote: a text of which only its address says something has that one note, and is explained so far.
func TestOneNote(t *testing.T) {
	e, ok := ExplainText("issuer: https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration",
		About{})
	if !ok || len(e.Notes) == 0 {
		t.Errorf("%v, %q", ok, e.Notes)
	}
}

// TestSignWithUnknownNumber: a library's text is known, even if the number in it is not.
func TestSignWithUnknownNumber(t *testing.T) {
	e, ok := ExplainText("IDW10109: All client certificates passed to the configuration have expired. "+
		"AADSTS9999998: unheard of", About{})
	if !ok || !e.Known || e.ID != "AADSTS9999998" || len(e.Causes) == 0 {
		t.Errorf("%v, %+v", ok, e)
	}
}

// TestWhoOfEachNumber: an error response says who can fix it as its number does, and so whether a retry helps.
func TestWhoOfEachNumber(t *testing.T) {
	for _, code := range Codes() {
		f := &flow.Failure{Kind: flow.FailureOAuth, OAuthError: "server_error", Codes: []int{code}}
		e, entry := Explain(f, About{}), catalogue()[code]
		if entry.Who != "" && entry.Who != whoDeveloper && e.Who == whoDeveloper || entry.Retry && !e.Retry {
			t.Errorf("AADSTS%d: %s, retry %t; want %s, %t", code, e.Who, e.Retry, entry.Who, entry.Retry)
		}
	}
}

// TestParts: every piece of an explanation is shown, under its label and in this order, and none without words.
func TestParts(t *testing.T) {
	e := Explanation{
		Known: true, Title: "a", Cause: "b", Check: "c", Fix: "d", Notes: []string{"n"}, Contrast: []string{"o"},
		Speaker: "Clerk", Causes: []Likely{{Title: "one", Confirm: "look", Fix: "mend"}, {Title: "two"}},
		Others: []OtherCode{{ID: "AADSTS1", Title: "x"}, {ID: "AADSTS2"}},
	}
	var got []string
	for _, p := range e.Parts() {
		got = append(got, p.Label+"="+p.Text)
	}
	want := "said by=Clerk|edov saw=o|cause=b|check=c|fix=d|address=n|or=one|=check: look|=fix: mend|or=two|=check: |" +
		"=fix: |fixed by=" + e.WhoWords() + "|retry=" + e.RetryWords() + "|also=AADSTS1: x|also=AADSTS2"
	if all := strings.Join(got, "|"); all != want {
		t.Errorf("%s\nwant %s", all, want)
	}
}

// TestWhoseResponse: a correlation ID alone makes no response Microsoft's; with a host of Microsoft's it does.
func TestWhoseResponse(t *testing.T) {
	for text, want := range map[string]bool{
		`{"error":"broken","correlation_id":"11111111-1111-4111-8111-111111111111"}`: false,
		`https://login.microsoftonline.com/x {"error":"broken","correlation_id":` +
			`"11111111-1111-4111-8111-111111111111"}`: true,
		`https://login.microsoftonline.com/x {"error":"broken"}`: false,
	} {
		if got := look(text, About{}).isMicrosofts(); got != want {
			t.Errorf("%s: %t", text, got)
		}
	}
}
