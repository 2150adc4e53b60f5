package ui

import (
	"time"

	"edov/flow"
	"edov/inspect"
	"edov/ui/text"
)

// registration reads the app's manifest from a file, or asks Microsoft Graph,
// and judges it.
func (c *conversation) registration() error {
	return c.menu("Where is the app registration?", []item{
		{"A file: Manifest > Download, or what az ad app show printed", c.registrationFile},
		{"Microsoft Graph, as az, azd or PowerShell is signed in", c.registrationLive},
		{"Back", func() error { return errBack }},
	})
}

func (c *conversation) registrationFile() error {
	name, err := c.ask("name of the file:")
	if err != nil {
		return err
	}
	return c.showRegistration([]string{name}, &registrationFlags{})
}

func (c *conversation) registrationLive() error {
	return c.showRegistration(nil, &registrationFlags{live: true})
}

// showRegistration prints the report; what goes wrong is told and does not end
// the program.
func (c *conversation) showRegistration(args []string, f *registrationFlags) error {
	f.clientID, f.cloud = c.connection.ClientID, string(c.connection.Cloud)
	if f.cloud == "" {
		f.cloud = string(flow.CloudGlobal)
	}
	f.product, f.productURI, f.redirect = c.connection.Product, c.connection.ProductRedirectURI, c.connection.RedirectURI
	sessions, err := c.p.registrations(c.ctx, args, f)
	if err != nil {
		return c.told(err)
	}
	s := sessions[0]
	s.Registration.TestServer = s.Registration.TestServer || c.practice != nil
	s.Registration.MatchSecret(c.connection.Secret)
	report := inspect.Judge(s, c.p.now(), inspect.Thresholds{})
	c.app = s.Registration
	c.saw(report)
	return text.Report(c.p.Stdout, report, text.Options{Style: c.p.style(c.p.Stdout, true)})
}

// secrets lists the ends of what is known: the registration that was read, or
// the typed date.
func (c *conversation) secrets() error {
	collector := inspect.NewSecretCollector(c.p.now(), 30, 0)
	switch {
	case c.app != nil:
		collector.Add(c.app)
	case !c.connection.SecretExpires.IsZero():
		collector.Add(&flow.AppRegistration{Credentials: []flow.Credential{{Kind: flow.CredentialSecret, Name: "client secret", End: c.connection.SecretExpires.Add(-time.Second)}}})
	default:
		c.say("The end of the secret is not known. Type it with the connection, or read the app registration.")
		return nil
	}
	if err := text.Secrets(c.p.Stdout, collector.Report(), c.p.style(c.p.Stdout, true)); err != nil {
		return err
	}
	steps := inspect.Rotation(c.app, c.connection.Cloud, c.p.now(), inspect.Thresholds{})
	return text.Rotation(c.p.Stdout, "", steps, c.p.style(c.p.Stdout, true))
}
