package cmd

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/flow/entra"
	"edov/inspect/uri"
	"edov/ui/store"
)

// registrationFlags say where an app registration comes from, and what it is compared
// with.
type registrationFlags struct {
	live, all                     bool
	demo                          string
	clientID, tenant, cloud       string
	product, productURI, redirect string
	secret                        secretFlags
	caFile                        string

	connection string       // the saved connection's name
	saved      *store.Saved // nil: none was loaded
	noHistory  bool
}

func (f *registrationFlags) add(c *cobra.Command) {
	s := c.Flags()
	s.BoolVar(&f.live, "live", false, "read from Microsoft Graph, with the credentials of az, azd or PowerShell")
	s.BoolVar(&f.all, "all", false, "all registrations: of the list, or those that the account can read")
	s.StringVar(&f.demo, "demo", "", "read from the demo tenant, in `SCENARIO`")
	s.Lookup("demo").NoOptDefVal = "healthy"
	s.StringVar(&f.clientID, "client-id", "", "Application (client) `ID` of the app registration")
	s.StringVar(&f.tenant, "tenant", "", "the tenant to read from, or of the app: an `ID` or a domain")
	s.StringVar(&f.cloud, "cloud", "global", "global, usgov or china")
	f.secret.add(c, ", to find it in the list")
	s.StringVar(&f.caFile, "ca-file", "", "also trust the PEM certificates in `FILE`")
}

// addForOne registers the flags of a command that is about one registration: it refuses --all, and says why.
func (f *registrationFlags) addForOne(c *cobra.Command) {
	f.add(c)
	c.Flags().Lookup("all").Hidden = true
}

func (f *registrationFlags) addProduct(c *cobra.Command) {
	addSaved(c, &f.connection)
	addProductFlags(c, &f.product, &f.productURI)
	c.Flags().StringVar(&f.redirect, "redirect-uri", "",
		"the redirect `URI` of edov signin (default "+flow.DefaultRedirectURI+")")
}

// takeSaved fills in from a saved connection what the flags do not say.
func (p *Program) takeSaved(f *registrationFlags) error {
	if f.demo != "" && f.connection == "" {
		return nil // EDOV_CONNECTION is not about the demo
	}
	saved, err := p.savedFor(f.connection, f.clientID)
	if err != nil || saved == nil {
		return err
	}
	f.saved = saved
	c := saved.Connection
	if f.product, err = knownProduct(f.product); err != nil {
		return err
	}
	c.ChangeProduct(cmp.Or(f.product, c.Product))
	f.clientID, f.product = cmp.Or(f.clientID, c.ClientID), cmp.Or(f.product, c.Product)
	f.productURI, f.redirect = cmp.Or(f.productURI, c.ProductRedirectURI), cmp.Or(f.redirect, c.RedirectURI)
	if c.Cloud != "" && (f.secret.flags == nil || !setByUser(f.secret.flags)("cloud")) {
		f.cloud = string(c.Cloud)
	}
	return nil
}

// takeScenario accepts the demo's scenario as the argument: a flag whose value is optional
// cannot take the next word.
func (f *registrationFlags) takeScenario(args []string) ([]string, error) {
	if f.demo == "" || len(args) == 0 {
		return args, nil
	}
	if _, err := findScenario(args[0]); err != nil {
		return nil, err
	}
	f.demo = args[0]
	return nil, nil
}

// check refuses what does not fit together.
func (f *registrationFlags) check(args []string) error {
	sources := 0
	for _, given := range []bool{f.live, f.demo != "", len(args) > 0} {
		if given {
			sources++
		}
	}
	switch {
	case sources > 1:
		return usageError("the app registration can come from only one place", "use a file, --live or --demo")
	case f.live && f.clientID == "" && !f.all:
		return usageError("--live needs the client ID of the app registration", "add --client-id ID, or --all")
	}
	if err := knownCloud(f.cloud); err != nil {
		return err
	}
	given := flow.Connection{
		Cloud: entra.Cloud(f.cloud), ClientID: f.clientID, Tenant: f.tenant, RedirectURI: f.redirect,
		ProductRedirectURI: f.productURI,
	}
	if faults := given.FaultsGiven(); len(faults) > 0 {
		return faultsError(faults)
	}
	var err error
	f.product, err = knownProduct(f.product)
	return err
}

// anyClientID stands for a client ID that is not known yet, where the rest of a
// connection is checked.
const anyClientID = "00000000-0000-0000-0000-000000000001"

// knownCloud refuses a cloud that does not exist.
func knownCloud(name string) error {
	switch entra.Cloud(name) {
	case entra.Global, entra.USGov, entra.China:
		return nil
	}
	return unknownWord("cloud", name, "global", "usgov", "china")
}

// ownApp is the product of an app that has no auth product. Its short name is the ID of its guide.
const ownApp, ownShort = "my own app", "own"

// productWords are the products that help and completion name.
func productWords() []string { return append(flow.Products(), ownShort) }

// knownProduct spells the name of an auth product as edov does, and refuses one that looks
// mistyped. It accepts any other name, for which the general rules apply.
func knownProduct(name string) (string, error) {
	if letters := lettersOf(name); letters == ownShort || letters == "custom" {
		return ownApp, nil
	}
	for _, p := range flow.Products() {
		switch {
		case name != "" && lettersOf(p) == lettersOf(name): // "Better Auth"
			return p, nil
		case name != "" && uri.Distance(strings.ToLower(name), strings.ToLower(p)) <= 2:
			return "", usageError("there is no product "+quoted(name), suggestion([]string{p}))
		}
	}
	return name, nil
}

// lettersOf is a name without what people spell differently: case, blanks, dots.
func lettersOf(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

func isKnownProduct(name string) bool { return slices.Contains(flow.Products(), name) }

// request is what the registration is compared with.
func (f *registrationFlags) request() flow.Request {
	r := flow.Request{
		Cloud: entra.Cloud(f.cloud), ClientID: f.clientID, RedirectURI: f.redirect,
		Product: f.product, ProductRedirectURI: f.productURI,
	}
	if f.saved != nil {
		r.Tenant, r.SecretExpires = f.saved.Connection.Tenant, f.saved.Connection.SecretExpires
	}
	return r
}
