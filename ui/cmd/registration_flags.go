package cmd

import (
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/inspect/uri"
	"edov/ui/store"
)

// registrationFlags say where an app registration comes from, and what it is
// compared with.
type registrationFlags struct {
	live, all                     bool
	demo                          string
	clientID, tenant, cloud       string
	product, productURI, redirect string
	secret                        secretFlags
	caFile                        string

	connection string       // the saved connection's name
	saved      *store.Saved // what was loaded of it
	noHistory  bool
}

func (f *registrationFlags) add(c *cobra.Command) {
	s := c.Flags()
	s.BoolVar(&f.live, "live", false, "read it from Microsoft Graph, with the credentials of az, azd or PowerShell")
	s.BoolVar(&f.all, "all", false, "every registration of the list, or that the account may read")
	s.StringVar(&f.demo, "demo", "", "read it from the demo tenant, as in `SCENARIO`")
	s.Lookup("demo").NoOptDefVal = "healthy"
	s.StringVar(&f.clientID, "client-id", "", "Application (client) `ID` of the app registration")
	s.StringVar(&f.tenant, "tenant", "", "the directory to read from, or of the app: an `ID` or a domain")
	s.StringVar(&f.cloud, "cloud", "global", "global, usgov or china")
	f.secret.add(c, ", to find it in the list")
	s.StringVar(&f.caFile, "ca-file", "", "trust the PEM certificates in `FILE` too")
}

func (f *registrationFlags) addProduct(c *cobra.Command) {
	s := c.Flags()
	addSaved(c, &f.connection)
	s.StringVar(&f.product, "product", "", "the auth `PRODUCT` it is for: "+strings.Join(flow.Products(), ", "))
	s.StringVar(&f.productURI, "product-redirect-uri", "", "the redirect `URI` that the product's dashboard shows")
	s.StringVar(&f.redirect, "redirect-uri", "", "the redirect `URI` of edov signin (default "+flow.DefaultRedirectURI+")")
}

// takeSaved fills in from a saved connection what the flags do not say.
func (p Program) takeSaved(f *registrationFlags) error {
	if f.demo != "" && f.connection == "" {
		return nil // the environment's connection is not meant
	}
	saved, err := p.savedFor(f.connection, f.clientID)
	if err != nil || saved == nil {
		return err
	}
	f.saved = saved
	c := saved.Connection
	for _, field := range []struct {
		to   *string
		from string
	}{{&f.clientID, c.ClientID}, {&f.product, c.Product}, {&f.productURI, c.ProductRedirectURI}, {&f.redirect, c.RedirectURI}} {
		if *field.to == "" {
			*field.to = field.from
		}
	}
	if c.Cloud != "" && (f.secret.flags == nil || !f.secret.flags.Changed("cloud")) {
		f.cloud = string(c.Cloud)
	}
	return nil
}

// takeScenario lets the demo's scenario be the argument: a flag whose value is
// optional cannot take the next word.
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
		return usageError("the registration can come from one place only", "give a file, or --live, or --demo")
	case f.clientID != "" && !flow.IsGUID(f.clientID):
		return usageError("client-id: this is not a GUID", "copy Application (client) ID from App registrations > your app > Overview")
	case f.live && f.clientID == "" && !f.all:
		return usageError("--live needs to know which registration", "add --client-id ID, or --all")
	}
	if err := knownCloud(f.cloud); err != nil {
		return err
	}
	if f.productURI != "" {
		c := flow.Connection{ClientID: "00000000-0000-0000-0000-000000000001", Public: true, ProductRedirectURI: f.productURI}
		if faults := c.Validate(); len(faults) > 0 {
			return faultsError(faults)
		}
	}
	var err error
	f.product, err = knownProduct(f.product)
	return err
}

// knownCloud refuses a cloud that does not exist.
func knownCloud(name string) error {
	switch flow.Cloud(name) {
	case flow.CloudGlobal, flow.CloudUSGov, flow.CloudChina:
		return nil
	}
	return usageError("there is no cloud "+quoted(name), "use global, usgov or china")
}

// knownProduct writes a product's name as edov does, and refuses what looks
// like a mistyped one. Other names are taken: general rules hold for them.
func knownProduct(name string) (string, error) {
	for _, p := range flow.Products() {
		switch {
		case name != "" && lettersOf(p) == lettersOf(name): // "Better Auth"
			return p, nil
		case name != "" && uri.Distance(strings.ToLower(name), strings.ToLower(p)) <= 2:
			return "", usageError("there is no product "+quoted(name), "did you mean "+p)
		}
	}
	return name, nil
}

// lettersOf is a name without what people write differently.
func lettersOf(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

func isKnownProduct(name string) bool { return slices.Contains(flow.Products(), name) }

// request is what the registration is judged against.
func (f *registrationFlags) request() flow.Request {
	r := flow.Request{
		Cloud: flow.Cloud(f.cloud), ClientID: f.clientID, RedirectURI: f.redirect,
		Product: f.product, ProductRedirectURI: f.productURI,
	}
	if f.saved != nil {
		r.Tenant, r.SecretExpires = f.saved.Connection.Tenant, f.saved.Connection.SecretExpires
	}
	return r
}
