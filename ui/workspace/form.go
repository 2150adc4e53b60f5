package workspace

import (
	"strconv"
	"strings"
	"time"

	"edov/flow"
	"edov/inspect/guide"
	"edov/ui/store"
)

// Form asks for a connection. What is entered is checked by flow, so that the
// message is the one of the commands.
type Form struct {
	Questions
	// Partial is for the guide: the client ID and the secret come later.
	// Another is not about the connection that is tested now.
	Partial, Another bool

	desk *Desk
	base flow.Connection // what the fields do not show is taken from it

	unfolded bool // the advanced questions are asked
}

// The kinds of client of RFC 6749 section 2.1.
const (
	confidential = "web"
	public       = "public"
)

// noProduct is the choice where edov does not know the product by name.
const noProduct = "another, or none"

// NewForm fills the form with what is known.
func (d *Desk) NewForm(partial, another bool) *Form {
	f := &Form{desk: d, Partial: partial, Another: another}
	if f.edits() {
		f.base = d.Subject.Connection
	}
	f.Pages = f.pages()
	f.suggestName()
	f.begin()
	return f
}

// edits holds when the form is about the subject, and not about a new
// connection.
func (f *Form) edits() bool { return !f.Another && f.desk.Subject.IsMine() }

// saves holds when the connection can be saved.
func (f *Form) saves() bool {
	return f.desk.Store != nil && !(f.edits() && f.desk.Subject.practice != nil)
}

// saved is how the subject is saved; nil: it is not, or not the form's.
func (f *Form) saved() *store.Saved {
	if !f.edits() {
		return nil
	}
	return f.desk.Subject.Saved
}

func (f *Form) isPublic() bool { return f.value("kind") == public }

// savesSecret holds when there is a secret to save somewhere.
func (f *Form) savesSecret() bool { return f.saves() && !f.isPublic() && f.value("name") != "" }

// connection is what the answers say. Faults of those that are not a part of
// flow's Connection are found here.
func (f *Form) connection() (flow.Connection, []flow.Fault) {
	c := f.base
	c.ClientID, c.Tenant, c.Public = f.Field("client-id").Value, f.Field("tenant").Value, f.isPublic()
	c.Product = f.product()
	faults := f.productURI(&c)
	typed := f.Field("secret").Value
	switch {
	case c.Public:
		c.Secret = flow.Secret{}
	case typed != "" || !f.edits():
		c.Secret = flow.NewSecret(typed)
	}
	if n, err := strconv.Atoi(f.value("redirect-uri")); err != nil || n < 1 || n > 65535 {
		faults = append(faults, flow.Fault{
			Field: "redirect-uri", Problem: "a port is a number between 1 and 65535", Hint: "edov uses 8400 by default",
		})
	} else {
		c.SetRedirectPort(strconv.Itoa(n))
	}
	f.takeAdvanced(&c)
	faults = append(faults, f.expiry(&c)...)
	for _, fault := range c.Validate() {
		if !f.mayBeEmpty(fault.Field) {
			faults = append(faults, fault)
		}
	}
	return c, append(faults, f.nameFault()...)
}

// productURI takes the product's redirect URI, or Clerk's publishable key, from
// which it follows.
func (f *Form) productURI(c *flow.Connection) []flow.Fault {
	text := f.value("product-redirect-uri")
	if text == shownProductURI(f.base) {
		if c.PublishableKey != "" && c.Product != "Clerk" {
			return []flow.Fault{otherProduct}
		}
		return f.uriOfProductBefore(c) // it stays as it is
	}
	c.ProductRedirectURI, c.PublishableKey = f.Field("product-redirect-uri").Value, ""
	if !strings.HasPrefix(text, "pk_") && !strings.HasPrefix(text, "sk_") {
		return nil
	}
	if !f.mayBeClerk() {
		c.ProductRedirectURI = ""
		return []flow.Fault{otherProduct}
	}
	key, err := flow.ParsePublishableKey(text)
	if err != nil {
		c.ProductRedirectURI = ""
		return []flow.Fault{{
			Field: "product-redirect-uri", Problem: err.Error(), Hint: "Clerk Dashboard > API keys shows it",
		}}
	}
	c.Product, c.PublishableKey, c.ProductRedirectURI = "Clerk", text, key.RedirectURI()
	return nil
}

// uriOfProductBefore refuses to keep a redirect URI that has the form of the product that was chosen before, where
// another one is chosen now: it would be demanded of the app registration as that of the new one.
func (f *Form) uriOfProductBefore(c *flow.Connection) []flow.Fault {
	before, now := guide.For(f.base.Product), guide.For(c.Product)
	uri := c.ProductRedirectURI
	if f.base.Product == "" || before == now || !before.HasForm(uri) || now.HasForm(uri) {
		return nil
	}
	return []flow.Fault{{
		Field:   "product-redirect-uri",
		Problem: "this is the redirect URI of " + before.Product + ", and another product is chosen", Hint: otherProduct.Hint,
	}}
}

var otherProduct = flow.Fault{
	Field: "product-redirect-uri", Problem: "this is Clerk's key, and another product is chosen",
	Hint: "enter the product's redirect URI, or leave it empty",
}

// expiry takes the expiry date.
func (f *Form) expiry(c *flow.Connection) []flow.Fault {
	text, before := f.value("secret-expires"), f.base.SecretExpires
	c.SecretExpires = time.Time{}
	if text == "" || c.Public {
		return nil
	}
	if !before.IsZero() && text == flow.LastDay(before) {
		c.SecretExpires = before // to the second, as it was
		return nil
	}
	var err error
	if c.SecretExpires, err = flow.ParseExpiry(text); err != nil {
		return []flow.Fault{{Field: "secret-expires", Problem: "invalid date", Hint: "use YYYY-MM-DD, e.g. 2027-01-31"}}
	}
	return nil
}

// mayBeEmpty excuses a field in which nothing was entered: in the guide.
func (f *Form) mayBeEmpty(field string) bool {
	switch field {
	case "client-id":
		return f.Partial && f.value("client-id") == ""
	case "secret":
		return f.Field("secret").Value == "" // it is asked for when it is needed
	}
	return false
}

// nameFault is what is wrong with the name.
func (f *Form) nameFault() []flow.Fault {
	name := f.value("name")
	if name == "" || !f.saves() {
		return nil
	}
	if err := store.ValidName(name); err != nil {
		return []flow.Fault{{Field: "name", Problem: err.Error(), Hint: "such as " + guide.NameFor(f.product())}}
	}
	saved := f.saved()
	for _, e := range f.desk.Entries {
		if strings.EqualFold(e.Name, name) && !(saved != nil && strings.EqualFold(saved.Connection.Name, name)) {
			return []flow.Fault{{
				Field: "name", Problem: "there is a connection of that name already", Hint: "choose another name",
			}}
		}
	}
	return nil
}

// Fault is the first fault of one field.
func (f *Form) Fault(key string) (flow.Fault, bool) {
	_, faults := f.connection()
	for _, fault := range faults {
		if fault.Field == key {
			return fault, true
		}
	}
	return flow.Fault{}, false
}

// Trim takes away what was copied along with the values.
func (f *Form) Trim() {
	c, _ := f.connection()
	uri, secret := f.Field("product-redirect-uri"), f.Field("secret")
	c.ProductRedirectURI, c.Secret = uri.Value, flow.NewSecret(secret.Value) // as they stand there: the first may be a key
	t := c.Trimmed()
	f.Field("client-id").Value, f.Field("tenant").Value, uri.Value = t.ClientID, t.Tenant, t.ProductRedirectURI
	if !f.isPublic() {
		secret.Value = t.Secret.Reveal()
	}
}

// Finish makes the answers the connection to test, and gives what is to be
// written. Without words the connection has to be saved first: it is ready when
// the work brings ConnectionSaved, and nothing changes if that has an error. With
// a fault, which may be of any field, nothing changes either.
func (f *Form) Finish() (words string, work []Work, fault *flow.Fault) {
	c, faults := f.connection()
	if len(faults) > 0 {
		return "", nil, &faults[0]
	}
	d, s, isNew := f.desk, new(Subject), !f.edits()
	if !isNew {
		s = d.Subject
	}
	begin := func() {
		if s.Set(c); isNew {
			d.Begin(s, nil)
		}
	}
	name := f.value("name")
	if f.saves() && name != "" {
		return "", []Work{d.save(s, c, name, store.SecretSource(f.value("keep")), begin)}, nil
	}
	if begin(); s.practice != nil {
		s.practice.told()
		return "The connection is ready.", d.savePractice(s), nil
	}
	return "The connection is ready. It is discarded when you quit.", nil, nil
}
