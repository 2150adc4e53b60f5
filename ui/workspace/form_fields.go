package workspace

import (
	"cmp"
	"slices"

	"edov/flow"
	"edov/inspect/guide"
	"edov/ui/store"
	"edov/ui/workspace/sentence"
)

// This file has the questions of the form.

func (f *Form) pages() []*Page {
	c := f.base
	kind := confidential
	if c.Public {
		kind = public
	}
	expires := ""
	if !c.SecretExpires.IsZero() {
		expires = flow.LastDay(c.SecretExpires)
	}
	text := func(key, label, about, value string) *Field {
		return &Field{Key: key, Label: label, About: about, Value: value}
	}
	secret := text("secret", sentence.SecretLabel, f.aboutSecret(), "")
	secret.Kind = SecretField
	productURI := text("product-redirect-uri", "Its redirect URI", "", shownProductURI(c))
	productURI.about = f.aboutProductURI
	name := text("name", "Save as", "", "")
	name.about = func() string {
		return "A name such as " + guide.NameFor(f.product()) + ". Leave empty to discard on quit"
	}
	return []*Page{
		{Title: "App", Fields: []*Field{
			text("client-id", "Client ID",
				"Application (client) ID in App registrations > your app > Overview", c.ClientID),
			text("tenant", "Tenant",
				"common, organizations, consumers, or one tenant's ID or domain", cmp.Or(c.Tenant, "common")),
			{
				Key: "kind", Label: "Kind of app", About: "Which platform the redirect URI is registered under",
				Kind: ChoiceField, Value: kind,
				Options: []Option{{confidential, "Web: with a client secret"}, {public, "Mobile and desktop: without a secret"}},
			},
		}},
		{Title: "Secret", Fields: []*Field{
			secret,
			text("secret-expires", "Secret expiry date", "From the Expires column, e.g. 2027-01-31 (optional)", expires),
		}, shown: func() bool { return !f.isPublic() }},
		{Title: "Product", Fields: []*Field{
			text("redirect-uri", "Port for this test",
				"edov listens here; register http://localhost:PORT/callback beside your own", c.RedirectPort()),
			{
				Key: "product", Label: "Auth product", About: "What the app registration is for", Kind: ChoiceField,
				Value: cmp.Or(c.Product, noProduct), Options: f.products(),
			},
			productURI,
		}},
		{Title: "Save", Fields: []*Field{name}, shown: f.saves},
		{Fields: []*Field{f.sourceField()}, shown: f.savesSecret},
		f.advanced(),
	}
}

// shownProductURI is what the form shows of the product's redirect URI: the key
// that it follows from, where there is one.
func shownProductURI(c flow.Connection) string { return cmp.Or(c.PublishableKey, c.ProductRedirectURI) }

// product is the one that is chosen; empty: none that edov knows by name.
func (f *Form) product() string {
	if product := f.Field("product").Value; product != noProduct {
		return product
	}
	return ""
}

// mayBeClerk holds for Clerk, and while no product is chosen: Clerk's publishable key says that it is Clerk.
func (f *Form) mayBeClerk() bool { return f.product() == "" || f.product() == "Clerk" }

func (f *Form) aboutProductURI() string {
	if f.mayBeClerk() {
		return "As its dashboard shows it, or Clerk's publishable key (optional)"
	}
	return "As its dashboard shows it (optional)"
}

func (f *Form) products() []Option {
	options := []Option{{noProduct, noProduct}}
	for _, p := range flow.Products() {
		options = append(options, Option{p, p})
	}
	if p := f.base.Product; p != "" && !slices.Contains(options, Option{p, p}) {
		options = append(options, Option{p, p})
	}
	return options
}

func (f *Form) aboutSecret() string {
	const about = "The Value from Certificates & secrets, not the Secret ID. "
	if f.edits() && (f.desk.Subject.HasSecret() || f.desk.Subject.Saved != nil) {
		return about + "Leave empty to keep the current secret"
	}
	if f.desk.Store != nil && !f.desk.Store.HasKeyring() {
		return about + "Keep it elsewhere too: there is no keyring here, and edov forgets it at the end"
	}
	return about + "Leave empty to be asked each time"
}

// sourceField asks where the secret comes from.
func (f *Form) sourceField() *Field {
	keyring := Option{string(store.SecretKeyring), "Save it in your system's keyring"}
	value := keyring.Value
	if f.desk.Store != nil && !f.desk.Store.HasKeyring() {
		keyring.Label, value = "Save it in a keyring: none was found here", string(store.SecretAsk)
	}
	options := []Option{keyring, {string(store.SecretAsk), "Ask each time"}}
	if saved := f.saved(); saved != nil {
		from := saved.SecretFrom
		if from != store.SecretNone && !(f.Partial && from == store.SecretAsk) { // in the guide it may only come now
			value = string(from)
		}
		if from == store.SecretCommand {
			options = append(options, Option{value, "Run the command it was saved with"})
		}
	}
	return &Field{
		Key: "keep", Label: "How to get the secret", About: "It is never written into a file", Kind: ChoiceField,
		Options: options, Value: value,
	}
}

func (f *Form) suggestName() {
	name := f.Field("name")
	switch saved := f.saved(); {
	case saved != nil:
		name.Value = saved.Connection.Name
	case f.saves():
		name.Value, name.Suggested = store.SuggestName(f.base, store.Names(f.desk.Entries)), true
	}
}
