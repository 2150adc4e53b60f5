package product_test

import (
	"testing"

	"github.com/a-h/templ"

	"edov/flow/demo/demotest"
	"edov/flow/demo/product"
)

// What was entered in the dashboard is text, whatever it is.
func TestDashboardIsInert(t *testing.T) {
	shown := ""
	for _, on := range []bool{true, false} {
		shown += demotest.Inert(t, "dashboard", func(text demotest.Text) templ.Component {
			v := demotest.Filled[product.DashboardView](text)
			v.Dashboard.Enabled, v.Menu[0].Checked = on, on
			return product.DashboardPage(v)
		})
	}
	demotest.EachShown[product.DashboardView](
		t, shown, "Dashboard.SecretKeyID", "Menu.Value", // the value of a menu is escaped as a part of an address
	)
}

// What Microsoft and a token say is text on each page of the account portal.
func TestAccountPortalIsInert(t *testing.T) {
	shown := ""
	for name, change := range map[string]func(*product.AccountView){
		"problem":      func(*product.AccountView) {},
		"strange":      func(v *product.AccountView) { v.Problem = "" },
		"failed":       func(v *product.AccountView) { v.Problem, v.Strange = "", false },
		"verified":     func(v *product.AccountView) { v.Problem, v.Strange, v.Failed = "", false, "" },
		"not verified": func(v *product.AccountView) { v.Problem, v.Strange, v.Failed, v.Verified = "", false, "", false },
		"not signed in": func(v *product.AccountView) {
			*v = product.AccountView{Nonce: v.Nonce, Token: v.Token, Title: v.Title}
		},
	} {
		shown += demotest.Inert(t, name, func(text demotest.Text) templ.Component {
			v := demotest.Filled[product.AccountView](text)
			change(&v)
			return product.AccountPage(v)
		})
	}
	demotest.EachShown[product.AccountView](t, shown)
}
