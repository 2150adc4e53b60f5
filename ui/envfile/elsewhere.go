package envfile

import (
	"net/url"
	"strings"

	"edov/flow"
	"edov/flow/entra"
	"edov/flow/install"
)

// This file knows what edov does not sign in at, nor with.

// siblings are hosts of Microsoft's at which edov does not sign in.
var siblings = []struct{ end, name string }{
	{".ciamlogin.com", "Microsoft Entra External ID"},
	{".ciamlogin.us", "Microsoft Entra External ID"},
	{".ciamlogin.cn", "Microsoft Entra External ID"},
	{".b2clogin.com", "Azure AD B2C"},
	{".b2clogin.cn", "Azure AD B2C"},
}

// elsewhere says that the issuer of an app is another service than those that edov signs in at; nil: it is not, or
// another setting names a tenant. Without it, common would be saved in its place.
func (v *Values) elsewhere(of *candidate, tenant string) error {
	if tenant != "" {
		return nil
	}
	for _, name := range of.names() {
		u, err := url.Parse(strings.TrimSpace(of.values[name]))
		if of.Names[name] != install.Issuer || err != nil || u.Host == "" || tenantOf(of.values[name]) != "" {
			continue
		}
		if _, ours := entra.CloudOfHost(u.Host); ours {
			continue
		}
		return at(name, u.Hostname())
	}
	for _, s := range v.list {
		if u, err := url.Parse(strings.TrimSpace(s.value)); err == nil && siblingOf(u.Hostname()) != "" {
			return at(s.path(), u.Hostname())
		}
		if strings.HasPrefix(s.name, "AZURE_AD_B2C_") {
			return &Refusal{s.path() + " is of Azure AD B2C, at which edov does not sign in", hintsElsewhere}
		}
	}
	return nil
}

// at refuses the issuer at a host.
func at(name, host string) error {
	of := "another identity provider"
	if sibling := siblingOf(host); sibling != "" {
		of = sibling
	}
	return &Refusal{name + " is the address of " + of + " (" + host + "), at which edov does not sign in", hintsElsewhere}
}

// siblingOf is the service at a host; empty: it is none of siblings.
func siblingOf(host string) string {
	for _, s := range siblings {
		if strings.HasSuffix(strings.ToLower(host), s.end) {
			return s.name
		}
	}
	return ""
}

var hintsElsewhere = []string{"edov inspect FILE checks a token of it; edov explain explains its errors"}

// noteCertificate says that an app proves itself by a certificate, where no secret was found: none is missing then.
func (v *Values) noteCertificate(c flow.Connection) {
	for _, s := range v.list {
		if name := strings.ToUpper(dashes.Replace(s.name)); c.Secret.IsZero() && s.value != "" &&
			(strings.Contains(name, "CLIENTCERTIFICATE") || strings.Contains(name, "CERTIFICATEPATH")) {
			v.notes = append(v.notes, s.path()+" names a certificate, which edov can't sign in with: it takes a client secret")
			return
		}
	}
}
