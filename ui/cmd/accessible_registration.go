package cmd

import (
	"edov/flow"
	"edov/inspect/check"
	"edov/inspect/secret"
	"edov/ui/render/text"
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
	set, err := c.p.registrations(c.ctx, args, f)
	if err != nil {
		return c.told(err)
	}
	s := set.sessions[0]
	s.Registration.TestServer = s.Registration.TestServer || c.practice != nil
	s.Registration.MatchSecret(c.connection.Secret)
	report := check.Judge(s, c.p.now(), secret.Thresholds{})
	c.app = s.Registration
	c.saw(report)
	return text.Report(c.p.Stdout, report, text.Options{Style: c.p.style(c.p.Stdout, true)})
}

// secrets lists the ends of what is known: the registration that was read, or
// the typed date.
func (c *conversation) secrets() error {
	a := c.app
	if a == nil {
		a = flow.TypedRegistration(*c.connection, "")
	}
	now, style := c.p.now(), c.p.style(c.p.Stdout, true)
	collector := secret.NewCollector(now, 30, 0)
	collector.Add(a)
	if err := text.Secrets(c.p.Stdout, collector.Report(), style); err != nil {
		return err
	}
	if c.app == nil {
		c.say("Only what you typed with the connection is known. Read the app registration to list all secrets.")
	}
	c.say("")
	steps := secret.Rotation(a, c.connection.Cloud, now, secret.Thresholds{})
	return text.Rotation(c.p.Stdout, "", steps, secret.JudgeRotation(a, now), style)
}
