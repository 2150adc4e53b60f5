package tui

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"

	"edov/flow"
	"edov/ui/tui/widget"
)

// form asks for a connection, on three pages. What is typed is judged by flow
// while it is typed, so that the message is the one of the commands.
type form struct {
	*common
	form   *huh.Form
	typed  answers
	began  answers // to tell whether something would be lost
	inputs map[string]*huh.Input
	width  int
	height int
	// product is the list of products, which is as long as there is room.
	product *huh.Select[string]

	base    flow.Connection // what the fields do not show is taken from it
	partial bool            // for the guide: the client ID and the secret come later
	another bool            // not the connection that is tested now
}

// answers are the values of the fields as text.
type answers struct {
	clientID, tenant, kind, secret, expires, port, product, productURI string
	name, keep                                                         string // where it is kept, and the secret
}

// The kinds of client of RFC 6749 section 2.1.
const (
	confidential = "web"
	public       = "public"
)

var (
	keyNext   = widget.Bind("↵", "next", "enter")
	keyBefore = widget.Bind("shift+tab", "field before", "shift+tab")
	keyTrim   = widget.Bind("ctrl+t", "remove what surrounds it", "ctrl+t")
	keyGiveUp = widget.Bind("esc", "leave", "esc")
	keyFinish = widget.Bind("ctrl+s", "done", "ctrl+s")
)

func newForm(c *common) *form {
	return fillForm(&form{common: c})
}

// newGuideForm is the form for one who is on the way: what is not known yet may
// be left empty.
func newGuideForm(c *common) *form { return fillForm(&form{common: c, partial: true}) }

func fillForm(f *form) *form {
	f.inputs, f.typed = map[string]*huh.Input{}, answers{tenant: "common", kind: confidential, port: "8400"}
	if f.edits() {
		f.base = f.subject.connection
		f.typed = answersOf(f.base)
	}
	f.suggestKeeping()
	f.product = huh.NewSelect[string]().Key("product").Title("Auth product").Description("What the app registration is for").
		Options(f.products()...).Value(&f.typed.product).Height(leastProducts)
	f.form = f.style.Dress(huh.NewForm(
		huh.NewGroup(
			f.input("client-id", "Client ID", "Application (client) ID in App registrations > your app > Overview", &f.typed.clientID),
			f.input("tenant", "Tenant", "common, organizations, consumers, or one directory's ID or domain", &f.typed.tenant),
			huh.NewSelect[string]().Key("kind").Title("Kind of app").Description("Which platform the redirect URI is registered under").
				Options(huh.NewOption("Web: with a client secret", confidential), huh.NewOption("Mobile and desktop: without a secret", public)).Value(&f.typed.kind),
		),
		huh.NewGroup(
			f.input("secret", "Client secret", f.aboutSecret(), &f.typed.secret),
			f.input("secret-expires", "The secret's end", "Column Expires, as 2027-01-31; may be left empty", &f.typed.expires),
		).WithHideFunc(func() bool { return f.typed.kind == public }),
		huh.NewGroup(
			f.input("redirect-uri", "Port for this test", "edov listens here; register http://localhost:PORT/callback beside your own", &f.typed.port),
			f.product,
			f.input("product-redirect-uri", "Its redirect URI", "As its dashboard shows it, or Clerk's publishable key; may be left empty", &f.typed.productURI),
		),
		f.keeping(), f.keepingSecret(),
	))
	f.began = f.typed // a list has chosen its first line
	return f
}

// leastProducts is the height of the list of products with its two lines above.
const leastProducts = 4

func (f *form) input(field, title, about string, value *string) *huh.Input {
	in := huh.NewInput().Key(field).Title(title).Description(about).CharLimit(8192).
		Validate(func(string) error {
			if fault, ok := f.fault(field); ok {
				return errors.New(f.text(fault.Problem))
			}
			return nil
		})
	f.inputs[field] = widget.KeepIn(in, value, field == "secret")
	return in
}

func answersOf(c flow.Connection) answers {
	a := answers{clientID: c.ClientID, tenant: c.Tenant, kind: confidential, port: c.RedirectPort(), product: c.Product, productURI: shownProductURI(c)}
	if c.Public {
		a.kind = public
	}
	if a.tenant == "" {
		a.tenant = "common"
	}
	if !c.SecretExpires.IsZero() {
		a.expires = flow.LastDay(c.SecretExpires)
	}
	return a
}

// shownProductURI is what the form shows of the product's redirect URI: the key
// that it follows from, where there is one.
func shownProductURI(c flow.Connection) string { return cmp.Or(c.PublishableKey, c.ProductRedirectURI) }

// connection is what the answers say. Faults of those that are not a part of
// flow's Connection are found here.
func (f *form) connection() (flow.Connection, []flow.Fault) {
	a, c := f.typed, f.base
	c.ClientID, c.Tenant, c.Public = a.clientID, a.tenant, a.kind == public
	c.Product, c.Secret, c.SecretExpires = a.product, flow.Secret{}, time.Time{}
	if a.product == noProduct {
		c.Product = ""
	}
	var keyFault []flow.Fault
	if strings.TrimSpace(a.productURI) != shownProductURI(f.base) { // else it stays as it is
		c.ProductRedirectURI, c.PublishableKey = a.productURI, ""
		keyFault = takeClerkKey(&c)
	}
	if c.PublishableKey != "" && c.Product != "Clerk" {
		keyFault = []flow.Fault{{Field: "product-redirect-uri", Problem: "this is Clerk's key, and another product is chosen", Hint: "type the product's redirect URI, or leave it empty"}}
	}
	switch {
	case c.Public:
	case a.secret == "" && f.edits():
		c.Secret = f.base.Secret // as it is
	default:
		c.Secret = flow.NewSecret(a.secret)
	}
	faults := keyFault
	if n, err := strconv.Atoi(strings.TrimSpace(a.port)); err != nil || n < 1 || n > 65535 {
		faults = append(faults, flow.Fault{Field: "redirect-uri", Problem: "a port is a number between 1 and 65535", Hint: "8400 is what edov uses unless told otherwise"})
	} else {
		c.SetRedirectPort(strconv.Itoa(n))
	}
	if text := strings.TrimSpace(a.expires); text != "" && !c.Public {
		end, err := flow.ParseExpiry(text)
		switch before := f.base.SecretExpires; {
		case err != nil:
			faults = append(faults, flow.Fault{Field: "secret-expires", Problem: "this date cannot be read", Hint: "write it as 2027-01-31"})
		case !before.IsZero() && text == flow.LastDay(before):
			end = before // to the second, as it was
		}
		c.SecretExpires = end
	}
	for _, fault := range c.Validate() {
		if !f.mayBeEmpty(fault.Field) {
			faults = append(faults, fault)
		}
	}
	return c, append(faults, f.nameFault()...)
}

// noProduct is the choice of one whose product edov does not know by name.
const noProduct = "another, or none"

func (f *form) products() []huh.Option[string] {
	list := append([]string{noProduct}, flow.Products()...)
	if p := f.base.Product; p != "" && !slices.Contains(list, p) {
		list = append(list, p)
	}
	var options []huh.Option[string]
	for _, p := range list {
		options = append(options, huh.NewOption(f.text(p), p))
	}
	return options
}

// mayBeEmpty excuses a field in which nothing was typed: in the guide.
func (f *form) mayBeEmpty(field string) bool {
	switch field {
	case "client-id":
		return f.partial && strings.TrimSpace(f.typed.clientID) == ""
	case "secret":
		return f.typed.secret == "" // it is asked for when it is needed
	}
	return false
}

// takeClerkKey lets Clerk's publishable key stand for the redirect URI, which
// follows from it.
func takeClerkKey(c *flow.Connection) []flow.Fault {
	text := strings.TrimSpace(c.ProductRedirectURI)
	if !strings.HasPrefix(text, "pk_") && !strings.HasPrefix(text, "sk_") {
		return nil
	}
	key, err := flow.ParsePublishableKey(text)
	if err != nil {
		c.ProductRedirectURI = ""
		return []flow.Fault{{Field: "product-redirect-uri", Problem: err.Error(), Hint: "Clerk Dashboard > API keys shows it"}}
	}
	c.Product, c.PublishableKey, c.ProductRedirectURI = "Clerk", text, key.RedirectURI()
	return nil
}

// fault is the first fault of one field.
func (f *form) fault(field string) (flow.Fault, bool) {
	_, faults := f.connection()
	for _, fault := range faults {
		if fault.Field == field {
			return fault, true
		}
	}
	return flow.Fault{}, false
}

func (f *form) Init() tea.Cmd { return f.form.Init() }

func (f *form) Close() {}

func (f *form) typing() bool { return true }

func (f *form) Title() (name, status string) {
	at, pages := f.page()
	return "Connection", fmt.Sprintf("page %d of %d, nothing is sent", at, pages)
}

// page is where one is, and how many pages there are.
func (f *form) page() (at, pages int) {
	for _, p := range []struct {
		fields []string
		shown  bool
	}{
		{[]string{"client-id", "tenant", "kind"}, true},
		{[]string{"secret", "secret-expires"}, f.typed.kind != public},
		{[]string{"redirect-uri", "product", "product-redirect-uri"}, true},
		{[]string{"name"}, f.keeps()},
		{[]string{"keep"}, f.keepsSecret()},
	} {
		if p.shown {
			pages++
		}
		if slices.Contains(p.fields, f.field()) {
			at = pages
		}
	}
	return at, pages
}

func (f *form) Keys() []key.Binding {
	trim := keyTrim
	fault, ok := f.fault(f.field())
	trim.SetEnabled(ok && fault.Trimmed)
	return []key.Binding{keyNext, trim, keyFinish, keyGiveUp, keyBefore}
}

// field is the one that has the keys.
func (f *form) field() string {
	if focused := f.form.GetFocusedField(); focused != nil {
		return focused.GetKey()
	}
	return ""
}

func (f *form) Update(msg tea.Msg) (nav, tea.Cmd) {
	switch {
	case widget.Pressed(msg, keyGiveUp):
		return f.giveUp(), nil
	case widget.Pressed(msg, keyTrim):
		f.trim()
		return nav{}, nil
	case widget.Pressed(msg, keyFinish):
		return f.finish()
	}
	if _, ok := msg.(tea.WindowSizeMsg); ok {
		return nav{}, nil
	}
	model, cmd := f.form.Update(msg)
	if next, ok := model.(*huh.Form); ok {
		f.form = next
	}
	if f.form.State == huh.StateCompleted {
		return f.finish()
	}
	return nav{}, cmd
}

// giveUp leaves; what was typed is lost only after a question.
func (f *form) giveUp() nav {
	if f.typed == f.began {
		return back()
	}
	return open(newConfirm(f.common, "Leave without keeping what you typed?", "leave", func() (nav, tea.Cmd) { return back(), nil }))
}

// trim takes away what was copied along with the value of the focused field.
func (f *form) trim() {
	c, _ := f.connection()
	a := &f.typed
	c.ProductRedirectURI, c.Secret = a.productURI, flow.NewSecret(a.secret) // as they stand there: the first may be a key
	t := c.Trimmed()
	a.clientID, a.tenant, a.productURI = t.ClientID, t.Tenant, t.ProductRedirectURI
	if a.kind == confidential {
		a.secret = t.Secret.Reveal()
	}
	for field, value := range map[string]*string{"client-id": &a.clientID, "tenant": &a.tenant, "secret": &a.secret, "product-redirect-uri": &a.productURI} {
		widget.KeepIn(f.inputs[field], value, field == "secret")
	}
}

// finish makes the answers the connection to test.
func (f *form) finish() (nav, tea.Cmd) {
	c, faults := f.connection()
	if len(faults) > 0 { // a field on a page that was left before it was right
		f.form.State = huh.StateNormal
		return toast(faults[0].Error()), nil
	}
	if !f.edits() {
		f.subject = new(subject)
	}
	f.subject.setConnection(c)
	return f.keep(back())
}

func (f *form) View(width, height int) string {
	notes := f.live(width - 2)
	room := height - len(notes)
	if f.width != width || f.height != room {
		f.width, f.height = width, room
		f.product.Height(min(len(f.products())+2, max(leastProducts, room-10)))
		f.form = f.form.WithWidth(width - 1).WithHeight(max(3, room))
	}
	lines := widget.Page(strings.Split(f.form.View(), "\n"), 0, room)
	return strings.Join(append(lines, notes...), "\n")
}

// live says what is wrong with what has been typed so far into the field.
func (f *form) live(width int) []string {
	field := f.field()
	fault, ok := f.fault(field)
	if in, isInput := f.inputs[field]; !ok || !isInput || strings.TrimSpace(in.GetValue().(string)) == "" {
		return nil
	}
	lines := widget.Styled(widget.Wrap(f.text(fault.Problem), width-2), f.style.Warn.Render)
	if fault.Hint != "" {
		lines = append(lines, widget.Styled(widget.Wrap(f.text(fault.Hint), width-2), f.style.Faint.Render)...)
	}
	lines = widget.Indent(lines, 3)
	lines[0] = f.style.Warn.Render(" "+widget.Cut(f.style.Warning, 1)+" ") + lines[0][3:]
	return lines
}
