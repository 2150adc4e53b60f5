package fault

import (
	"strings"
	"testing"
)

// TestAddresses: what is odd in an address is said.
func TestAddresses(t *testing.T) {
	const (
		base  = "https://login.microsoftonline.com/"
		id    = "6731de76-14a6-49ae-97bc-6eba6914391e"
		start = base + "common/oauth2/v2.0/authorize?response_type=code&client_id=" + id
		good  = start + "&scope=openid+profile+email&redirect_uri=https%3A%2F%2Fshop.example%2Fcb"
	)
	const metadata = base + id + "/v2.0/.well-known/openid-configuration"
	for _, test := range []struct{ name, text, want string }{
		{"nothing", good, ""},
		{"an issuer", base + id + "/v2.0", ""},
		{"metadata", base + "organizations/v2.0/.well-known/openid-configuration", ""},
		{"another host", "https://shop.example//authorize?client_id=x", ""},
		{"quote", `issuer = ` + base + id + `/v2.0"`, "a quote belongs to the address"},
		{"a quoted sentence ends", `{"message": "no access with ` + base + id + `/v2.0"}`, ""},
		{"encoded JSON", "{%22iss%22:%22" + base + id + "/v2.0%22,%22a%22:1}", ""},
		{"an encoded quote", base + id + "%22/v2.0", "ends in a quote (%22)"},
		{"hidden", base + "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx/v2.0", "hidden in this text, or a sample"},
		{"hidden by a word", base + "REDACTED/v2.0", "hidden in this text, or a sample"},
		{"hidden by stars", base + "***/v2.0", "hidden in this text, or a sample"},
		{"double slash", base + "/v2.0/.well-known/openid-configuration", "two slashes"},
		{"no tenant", base + "oauth2/v2.0/token", "the tenant is missing"},
		{"word", base + "comon/v2.0", "neither a GUID"},
		{"order", base + id + "/.well-known/openid-configuration/v2.0", "the order is"},
		{"version first", base + "v2.0/" + id + "/", "the order is /TENANT/v2.0"},
		{"version first, placeholder", base + "v2.0/{tenantid}/", "the order is /TENANT/v2.0"},
		{"braces", base + "%7B" + id + "%7D/oauth2/v2.0/token", "sign of a placeholder"},
		{"metadata as issuer", "issuer-uri: " + metadata, "the address of the metadata"},
		{"metadata of another", "issuer: https://accounts.google.com/.well-known/openid-configuration", ""},
		{"issuer beside metadata", "issuer=" + base + id + "/v2.0, metadata=" + metadata, ""},
		{"pattern at the end", "the issuer is " + base + "{tenantid}", ""},
		{"metadata", "issuer did not match at " + metadata, ""},
		{"v2", base + id + "/oauth2/v2/token", "it is /oauth2/v2.0/"},
		{"version 1", base + id + "/.well-known/openid-configuration", "version 1.0"},
		{"client ID with a space", strings.Replace(good, id, id+"%20", 1), "around it"},
		{"client ID of another kind", strings.Replace(good, id, "my-app", 1), "not a GUID: my-app"},
		{"no client ID", strings.Replace(good, id, "", 1), "no client_id"},
		{"http", strings.Replace(good, "https%3A%2F%2Fshop", "http%3A%2F%2Fshop", 1), "begins with http://"},
		{
			"inner host", strings.Replace(good, "https%3A%2F%2Fshop.example", "http%3A%2F%2F0.0.0.0%3A3000", 1),
			"only the product's own network",
		},
		{"no redirect URI", start + "&scope=openid+email", "no redirect_uri"},
		{"commas", strings.Replace(good, "openid+profile+email", "openid,email", 1), "commas"},
		{"no openid", strings.Replace(good, "openid+profile+email", "User.Read", 1), "openid is not among"},
		{"fragment", good + "&response_mode=fragment", "behind a #"},
	} {
		got := strings.Join(look(test.text, About{}).notes(), "; ")
		if test.want == "" && got != "" || !strings.Contains(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}
