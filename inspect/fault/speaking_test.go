package fault

import (
	"strings"
	"testing"
)

// TestPagesToRead: the address of a page that explains an error is not compared with what the error is about.
func TestPagesToRead(t *testing.T) {
	const expected, came = "https://login.microsoftonline.com/common/v2.0",
		"https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0"
	for _, before := range []string{
		"Read more at https://errors.example/#callback\n", "see https://docs.example/issuers: ",
		"For more information, visit https://aka.example/oidc.\n", "Learn more (https://learn.example/x) ",
		"Details: https://help.example/42\n", "Documentation: https://docs.example/a\n",
		"Troubleshooting guide: https://docs.example/a\n",
	} {
		text := before + "issuer does not match\nexpected: '" + expected + "', attributes: '" + came + "'"
		e, ok := ExplainText(text, About{})
		if !ok || len(e.Causes) == 0 || e.Causes[0].ID != "issuer-common" || !e.Causes[0].Seen {
			t.Errorf("%s: %+v", before, e.Causes)
		}
	}
	// Redirect addresses are still compared, whatever the sentence before them is about.
	text := "The redirect URI 'https://a.example/cb/' does not match https://a.example/cb"
	if e, _ := ExplainText(text, About{}); len(e.Causes) == 0 || !e.Causes[0].Seen {
		t.Errorf("%+v", e.Causes)
	}
}

// TestFixOfTheSpeaker: of a fix that differs by product, only that of the product which says the text is shown.
func TestFixOfTheSpeaker(t *testing.T) {
	e, _ := ExplainText("[auth][error] CallbackRouteError: x\n"+
		"[auth][cause]: OperationProcessingError: issuer does not match\nexpected: "+
		"'https://login.microsoftonline.com/common/v2.0', got "+
		"'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0'", About{})
	if !strings.Contains(e.Fix, "Auth.js: ") || !strings.Contains(e.Fix, "One tenant: ") {
		t.Errorf("it lacks its own: %s", e.Fix)
	}
	for _, other := range []string{"oauth2-proxy", "better-auth", "For another product"} {
		if strings.Contains(e.Fix, other) {
			t.Errorf("it names %s: %s", other, e.Fix)
		}
	}
}
