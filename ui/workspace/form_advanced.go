package workspace

import (
	"cmp"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/entra"
)

// This file has the questions that few need. They are folded until one asks for them,
// or one of them is answered already.

// advanced is the last page of the form.
func (f *Form) advanced() *Page {
	c := f.base
	f.unfolded = c.Cloud != "" && c.Cloud != entra.Global || len(c.Scopes) > 0 || c.Prompt != "" || c.LoginHint != ""
	return &Page{
		Title: "Advanced", shown: func() bool { return f.unfolded },
		Fields: []*Field{
			{
				Key: "cloud", Label: "Microsoft cloud", About: "Where the tenant is", Kind: ChoiceField,
				Value: string(cmp.Or(c.Cloud, entra.Global)),
				Options: []Option{
					{string(entra.Global), "Global"},
					{string(entra.USGov), "US government"},
					{string(entra.China), "China, operated by 21Vianet"},
				},
			},
			{
				Key: "scope", Label: "Scopes", About: "Leave empty for openid profile email",
				Value: strings.Join(c.Scopes, " "),
			},
			{
				Key: "prompt", Label: "Prompt", About: "What Microsoft asks the user", Kind: ChoiceField, Value: c.Prompt,
				Options: []Option{
					{"", "Microsoft decides"},
					{"select_account", "Always choose an account"},
					{"login", "Always sign in again"},
					{"consent", "Always ask for consent"},
					{"none", "Never ask: fail instead"},
				},
			},
			{
				Key: "login-hint", Label: "Login hint", About: "An email that the sign-in page begins with (optional)",
				Value: c.LoginHint,
			},
		},
	}
}

// IsFolded holds while the advanced questions are not asked.
func (f *Form) IsFolded() bool { return !f.unfolded }

// Unfold asks the advanced questions too. first is the key of the first one.
func (f *Form) Unfold() (first string) {
	f.unfolded = true
	return "cloud"
}

// takeAdvanced takes the answers over. What is not given stays as it is by default.
func (f *Form) takeAdvanced(c *flow.Connection) {
	if cloud := entra.Cloud(f.value("cloud")); cloud != cmp.Or(c.Cloud, entra.Global) {
		c.Cloud = cloud
	}
	if scopes := strings.Fields(f.value("scope")); !slices.Equal(scopes, c.Scopes) {
		c.Scopes = scopes
	}
	c.Prompt, c.LoginHint = f.value("prompt"), f.value("login-hint")
}
