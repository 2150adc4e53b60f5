package envfile

import (
	"cmp"
	"strings"

	"edov/flow"
	"edov/flow/entra"
)

// This file knows what edov does not sign in at, nor with.

// germany is what settings still name.
const germany = "Microsoft Cloud Germany"

// elsewhere refuses a place at which edov does not sign in. Without it, the global cloud would be saved.
func elsewhere(name, host string) error {
	return elsewhereAt(name, cmp.Or(entra.ServiceAt(host), "another identity provider"), host)
}

// elsewhereAt refuses a place that has a value which names a provider.
func elsewhereAt(name, provider, value string) error {
	if provider == germany {
		provider += ", which was closed in 2021"
	}
	return &Refusal{name + " names " + provider + " (" + value + "), at which edov does not sign in", hintsElsewhere}
}

var hintsElsewhere = []string{"edov inspect FILE checks a token of it; edov explain explains its errors"}

// ofB2C refuses an app whose variables are those of Azure AD B2C.
func ofB2C(of *candidate) error {
	if len(of.ids) > 0 && strings.HasPrefix(of.ids[0].name, "AZURE_AD_B2C_") {
		return &Refusal{of.ids[0].path() + " is of Azure AD B2C, at which edov does not sign in", hintsElsewhere}
	}
	return nil
}

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
