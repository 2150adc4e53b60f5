package openid_test

import (
	"testing"

	"github.com/a-h/templ"

	"edov/flow/demo/demotest"
	"edov/flow/demo/openid"
)

// What a request or an account says is text on every page, whatever it is.
func TestPagesAreInert(t *testing.T) {
	shown := ""
	for name, layout := range openid.Pages {
		for _, checked := range []bool{true, false} {
			shown += demotest.Inert(t, name, func(text demotest.Text) templ.Component {
				p := demotest.Filled[openid.Page](text)
				p.Accounts[0].Checked = checked
				return layout(p)
			})
		}
	}
	demotest.EachShown[openid.Page](t, shown, "Action") // an address that runs a script is left out
}
