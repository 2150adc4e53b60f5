package fault_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"edov/inspect/fault"
)

// TestKinds: a library that edov has never heard of, or a person who types half a sentence, says what is wrong in words
// of its own. The kind of complaint is recognised by subject and verb, without any sign.
func TestKinds(t *testing.T) {
	data, err := os.ReadFile("../../testdata/explain/kinds.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []found
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, f := range list {
		kinds[f.Kind]++
		e, ok := fault.ExplainText(f.Text, fault.About{})
		ids := []string{e.ID}
		for _, c := range e.Causes {
			ids = append(ids, c.ID)
			if c.Seen && !slices.Contains(f.Want, c.ID) {
				t.Errorf("%s %q\n\t%s is said as seen", f.Kind, f.Text, c.ID)
			}
		}
		leads := slices.ContainsFunc(ids[:min(3, len(ids))], func(id string) bool { return slices.Contains(f.Want, id) })
		finds := f.Finds != "" && strings.Contains(e.Check, f.Finds)
		if !leads && !finds {
			t.Errorf("%s %q\n\t%t, leads to %v, want %v; %s", f.Kind, f.Text, ok, ids, f.Want, e.Title)
		}
	}
	if len(kinds) < 20 {
		t.Errorf("%d kinds", len(kinds))
	}
}

// TestHintedCauses: the words of a text order the causes of one family.
func TestHintedCauses(t *testing.T) {
	for text, want := range map[string]string{
		"the issuer in the config has no slash and does not match":  "issuer-slash",
		"issuer https://sts.windows.net/x/ is not trusted":          "issuer-v1-v2",
		"signature of the access token could not be verified":       "graph-token-verified",
		"client secret rejected, it worked until yesterday":         "secret-expired",
		"user is in too many groups, roles are missing":             "groups-overage",
		"no email, the userinfo response does not contain an email": "userinfo-without-email",
		"no email, the userinfo answer does not contain an email":   "userinfo-without-email",
		"redirect uri is not valid, it says http instead of https":  "redirect-http-behind-proxy",
	} {
		e, ok := fault.ExplainText(text, fault.About{})
		if !ok || len(e.Causes) == 0 || e.Causes[0].ID != want {
			t.Errorf("%q: %t %s, want %s", text, ok, e.ID, want)
		}
	}
}

// TestOthersWords: words that a sign's or a family's pattern might take for its own are not explained by it.
func TestOthersWords(t *testing.T) {
	for text, not := range map[string]string{
		"Access denied. Please get in touch with your manager.":                                        "graph-call-refused",
		"403 Forbidden: your target group is not allowed to use this app":                              "graph-call-refused",
		"Sign-in works but Grafana says access denied, it should read the groups claim":                "graph-call-refused",
		`pods is forbidden: User "x" cannot list resource "pods" in API group "" in the namespace "a"`: "graph-call-refused",
		"Could not read config file manager.yaml: permission denied":                                   "graph-call-refused",
		"could not retrieve groups: ldap bind failed":                                                  "graph-call-refused",
		"KeyError: 'mail' in /app/ldap_auth.py":                                                        "graph-call-refused",
		"server error while authenticating: getting user from LDAP":                                    "app-role-not-granted",
		"The user was not verified by MFA":                                                             "email-unverified",
		"Your Microsoft Partner account is not verified":                                               "email-unverified",
		"You do not have permission to view this directory or page using the credentials you supplied": "secret-expired",
		"Grafana: OAuth callback error: access_denied":                                                 "secret-id-pasted",
	} {
		e, _ := fault.ExplainText(text, fault.About{})
		if e.ID == not {
			t.Errorf("%q is explained as %s: %s", text, e.ID, e.Title)
		}
	}
}
