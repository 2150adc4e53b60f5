package fault_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"edov/inspect/fault"
)

// TestOthers: errors of other providers and services are not explained as one of Microsoft's, and nobody is sent to a
// portal that has nothing to do with them.
func TestOthers(t *testing.T) {
	var list []string
	for _, name := range []string{"others.json", "elsewhere.json"} { // those of the first are in the word model too
		data, err := os.ReadFile("../../testdata/explain/" + name)
		if err != nil {
			t.Fatal(err)
		}
		var more []string
		if err := json.Unmarshal(data, &more); err != nil || len(more) < 20 {
			t.Fatalf("%s: %d texts, %v", name, len(more), err)
		}
		list = append(list, more...)
	}
	for _, text := range list {
		if e, ok := fault.ExplainText(text, fault.About{}); ok {
			t.Errorf("%q is explained as %s: %s", text, e.ID, e.Title)
		}
	}
}

// TestOthersBesideMicrosoft: who else a text names says nothing where it is about Microsoft too.
func TestOthersBesideMicrosoft(t *testing.T) {
	for text, want := range map[string]string{
		"google sign-in works, with microsoft the email is empty":                    "no-mail-attribute",
		"GitHub OAuth is fine. AADSTS50011: The redirect URI does not match":         "AADSTS50011",
		"Google works but the other one fails: invalid_client":                       "client-authentication",
		"docker pull: denied; then login.microsoftonline.com: getaddrinfo ENOTFOUND": "dns",
	} {
		explainsAs(t, text, want)
	}
}

// TestSingleSignOnOfProducts: the staff of a company may sign in to such a product with Microsoft, so that nothing says
// it is no matter of Microsoft's; of the product's own OAuth it is said.
func TestSingleSignOnOfProducts(t *testing.T) {
	for text, of := range map[string]bool{
		"our Zendesk users can't sign in with SSO any more": false, "Notion SSO login fails for everyone": false,
		"zoom.us saml error for our staff": false, "airtable oauth invalid_client": true, "trello oauth token invalid": true,
	} {
		e, _ := fault.ExplainText(text, fault.About{})
		if strings.Contains(e.Title, "not of a sign-in with Microsoft") != of {
			t.Errorf("%q: %s", text, e.Title)
		}
	}
}
