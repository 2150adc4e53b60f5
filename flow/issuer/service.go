package issuer

import "strings"

// service is one sign-in.
type service struct {
	name string
	ends []string // of hosts, each with its dot
}

// services are Microsoft's sign-ins that have hosts of their own: those for customers, and clouds that edov does not
// know. MSAL knows the sovereign clouds since 2026, and its names are used.
var services = []service{
	{"Microsoft Entra External ID", []string{".ciamlogin.com", ".ciamlogin.us", ".ciamlogin.cn"}},
	{"Azure AD B2C", []string{".b2clogin.com", ".b2clogin.cn"}},
	{"Bleu", []string{".sovcloud-identity.fr"}},
	{"Delos", []string{".sovcloud-identity.de"}},
	{"GovSG", []string{".sovcloud-identity.sg"}},
	{"Microsoft Cloud Germany", []string{".microsoftonline.de"}},
}

// ServiceAt names the sign-in of Microsoft's at a host that is not one of Entra ID's for employees in the clouds that
// edov knows; empty: there is none.
func ServiceAt(host string) string {
	host = strings.ToLower(host)
	for _, s := range services {
		for _, end := range s.ends {
			if strings.HasSuffix(host, end) {
				return s.name
			}
		}
	}
	return ""
}
