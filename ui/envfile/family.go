package envfile

import (
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/entra"
	"edov/flow/install"
	"edov/flow/lazy"
)

// meaning is what a setting is for.
type meaning struct {
	role install.Role
	app  string // what a variable is called besides its role: AZURE_AD in AZURE_AD_CLIENT_ID; empty: its section tells
	weak bool   // it counts only if nothing else has the role
}

// family is a way to name the settings of an app: the variables of a product, or the names of a configuration file.
type family struct {
	product string
	beside  []string // see install.Set
	known   bool     // by the documentation of its product
	meaning meaningOf
}

// meaningOf says what a setting is for; ok is false for one that says nothing of an app.
type meaningOf func(s *setting) (m meaning, ok bool)

// families are all of them, the more certain ones first.
func families(list []*setting) []family {
	var all []family
	apps := withClientID(list)
	loose := looseMeaning(apps)
	for i := range sets {
		all = append(all, family{sets[i].Product, sets[i].Beside, true, knownMeaning(&sets[i], loose)})
	}
	return append(all, family{meaning: configMeaning}, family{meaning: otherMeaning(loose, apps)})
}

// configRoles are the meanings of the last name on the way to a value, in lower case and without dashes.
var configRoles = []struct {
	names string
	role  install.Role
}{
	{" clientid oauth2key ", install.ClientID},
	{" clientsecret secret oauth2secret ", install.ClientSecret},
	{" tenantid tenant oauth2tenantid ", install.Tenant},
	{" authority issuer issueruri issuerurl oidcissuerurl oidcissueruri url aadinstance authserverurl ", install.Issuer},
	{" redirecturi redirecturl callbackurl ", install.RedirectURI},
}

var dashes = strings.NewReplacer("-", "", "_", "")

// roleOf is the meaning of a name; ok is false for one that says nothing of an app.
func roleOf(name string) (r install.Role, ok bool) {
	name = " " + strings.ToLower(dashes.Replace(name)) + " "
	for _, c := range configRoles {
		if strings.Contains(c.names, name) {
			return c.role, true
		}
	}
	return "", false
}

// configMeaning is that of a name in a configuration file.
func configMeaning(s *setting) (m meaning, ok bool) {
	if isVariable(s.name) {
		return m, false
	}
	m.role, ok = roleOf(s.name)
	ok = ok && isFit(m.role, s)
	if !ok && s.why == "" && entra.IsTenant(tenantOf(strings.TrimSpace(s.value))) {
		return meaning{role: install.Issuer, weak: true}, true
	}
	return m, ok
}

// isVariable holds for the names of variables of an environment.
//
//go:noinline
func isVariable(name string) bool { return strings.ToUpper(name) == name }

// variable has the name of an app, the role, and another name of the app: DEV in AZURE_AD_CLIENT_ID_DEV. What the name
// begins with where it also reaches the browser does not tell apps apart.
var variable = lazy.MustCompile(`^(?:(?:NEXT_PUBLIC|NUXT_PUBLIC|EXPO_PUBLIC|PUBLIC|PRIVATE|VITE|REACT_APP)_)?` +
	`(?:(.*?)_)??(CLIENT_?ID|CLIENT_?SECRET|OAUTH2_SECRET|OAUTH2_KEY|OAUTH2_TENANT_ID|SECRET|TENANT_?ID|TENANT|` +
	`AUTHORITY|OIDC_ISSUER_UR[IL]|ISSUER_UR[IL]|ISSUER|AUTH_SERVER_URL|REDIRECT_UR[IL]|CALLBACK_URL)(?:_([A-Z0-9]+))?$`)

// split reads the name of a variable; what only a value tells is left out.
func split(name string) (m meaning, ok bool) {
	if !isVariable(name) && strings.ToLower(name) != name || !isVariable(name) && !strings.Contains(name, "_") {
		return m, false
	}
	found := variable.FindStringSubmatch(strings.ToUpper(strings.ReplaceAll(name, "-", "_")))
	if found == nil {
		return m, false
	}
	m.role, _ = roleOf(found[2])
	m.app = strings.Trim(found[1]+"*"+found[3], "*")
	return m, true
}

// knownMeaning is that of the variables of one product: those of its documentation, and others that are called like
// its client ID: MICROSOFT_TENANT beside MICROSOFT_CLIENT_ID.
func knownMeaning(set *install.Set, loose meaningOf) meaningOf {
	var own string
	for name, role := range set.Names {
		if role == install.ClientID {
			own = strings.TrimSuffix(strings.TrimSuffix(name, "_ID"), "_CLIENT")
		}
	}
	return func(s *setting) (meaning, bool) {
		if role, ok := set.Names[s.name]; ok {
			return meaning{role: role}, true
		}
		if m, ok := s.called, s.isCalled; ok && m.app == own && m.role != install.ClientID && m.role != install.ClientSecret {
			return meaning{role: m.role}, isFit(m.role, s)
		}
		return loose(s)
	}
}

// isFit holds for a value that its role can have, and for one that is not known.
func isFit(role install.Role, s *setting) bool {
	value := strings.TrimSpace(s.value)
	switch {
	case s.why != "":
		return true
	case role == install.Tenant:
		return entra.IsTenant(value)
	case role == install.Issuer:
		return entra.IsTenant(tenantOf(value))
	case role == install.RedirectURI:
		return plainURL(value) != ""
	}
	return true
}

// looseMeaning is that of a tenant that belongs to no other app: a variable such as TENANT_ID, an address of
// Microsoft's sign-in.
func looseMeaning(apps map[string]bool) meaningOf {
	return func(s *setting) (meaning, bool) {
		m, ok := s.called, s.isCalled
		isTenant := ok && m.role == install.Tenant && entra.IsTenant(strings.TrimSpace(s.value))
		isAddress := entra.IsTenant(tenantOf(s.value))
		if s.why != "" || isKnown(s.name) || !isTenant && !isAddress || ok && apps[m.app] {
			return meaning{}, false
		}
		if isAddress {
			return meaning{role: install.Issuer, weak: true}, true
		}
		return meaning{role: install.Tenant, weak: true}, true
	}
}

// withClientID are the names of apps that have a client ID of their own.
func withClientID(list []*setting) map[string]bool {
	apps := map[string]bool{}
	for _, s := range list {
		if s.isCalled && s.called.role == install.ClientID {
			apps[s.called.app] = true
		}
	}
	return apps
}

// isKnown holds for the variables of all products.
//
//go:noinline
func isKnown(name string) bool {
	return slices.ContainsFunc(sets, func(s install.Set) bool { _, has := s.Names[name]; return has })
}

// otherMeaning is that of variables with other names: ENTRA_CLIENT_ID. A SECRET is taken for one of Microsoft's only
// if it looks like it: others call the key of their cookies so.
func otherMeaning(loose meaningOf, apps map[string]bool) meaningOf {
	return func(s *setting) (meaning, bool) {
		m, ok := s.called, s.isCalled
		if _, isConfig := roleOf(s.name); isConfig && !isVariable(s.name) {
			return meaning{}, false
		}
		isAny := ok && m.role == install.ClientSecret && !strings.Contains(strings.ToUpper(s.name), "CLIENT")
		switch {
		case !ok || !isFit(m.role, s) || isAny && s.why == "" && flow.NewSecret(s.value).Shape() == "odd":
			return loose(s)
		case m.role == install.ClientID && isKnown(s.name):
			return meaning{}, false
		case m.role == install.Tenant && !apps[m.app]: // AZURE_TENANT_ID beside AZURE_CLIENT_ID_PROD
			return meaning{role: m.role, weak: true}, true
		}
		return m, true
	}
}
