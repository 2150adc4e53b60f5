package openid

import "github.com/a-h/templ"

// Lifetimes, for the tests of this room.
const (
	Backdate = backdate
	CodeLife = codeLife
)

// Page and Pages are the pages of the sign-in with what they show, for the tests of this room.
type Page = page

var Pages = map[string]func(Page) templ.Component{
	"sign-in": signInPage, "consent": consentPage, "error": errorPage, "form post": postPage,
}
