package demotest

import (
	"net/http"
	"net/url"
	"strings"

	"edov/flow/demo/openid"
	"edov/flow/demo/product"
	"edov/flow/demo/tenant"
	"edov/flow/demo/web"
)

// ThroughProduct signs in at the product's own page, with an account, as users of the product do, and returns the last
// page.
func (v Visitor) ThroughProduct(t TB, account tenant.Account) string {
	t.Helper()
	own := []string{"Origin", v.URL(), "Sec-Fetch-Site", "same-origin"}
	begun := v.Post(t, "/account-portal", url.Values{web.FieldToken: {v.FormToken(t)}}, own...)
	if begun.Status != http.StatusSeeOther {
		return begun.Body
	}
	form := url.Values{openid.FieldAccount: {string(account)}, openid.FieldChoice: {openid.ChoiceSignIn}}
	picked := v.Post(t, begun.Header.Get("Location"), form, own...)
	if picked.Status != http.StatusFound {
		return picked.Body
	}
	back := picked.Header.Get("Location")
	if !strings.HasPrefix(back, v.URL()+product.ReturnPath+"?") {
		t.Fatalf("Microsoft's response goes to %s", back)
	}
	return v.Get(t, strings.TrimPrefix(back, v.URL())).Body
}
