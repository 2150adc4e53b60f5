package registration

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"edov/flow/appreg"
	"edov/flow/demo/credential"
	"edov/flow/lazy"
	"edov/flow/visible"
)

// The limits of a registration (Microsoft, service limits and redirect URI
// restrictions).
const (
	maxName      = 120
	maxRedirects = 256
	maxURI       = 256
	maxClaims    = 100
	maxSecrets   = 20
)

// MaxPersonalSecrets is the limit for an app that accepts personal accounts.
const MaxPersonalSecrets = 2

// Audiences are the supported account types in the portal's order.
func Audiences() []string {
	return []string{appreg.AudienceMyOrg, appreg.AudienceOrgs, appreg.AudienceAll, appreg.AudiencePersonal}
}

// check holds a registration to the rules of the portal. A saved one is
// checked too, because it may have been edited.
func (a *App) check() error {
	return cmp.Or(
		checkText("the name", a.Name, maxName, true), a.checkIDs(), a.checkAudience(), a.checkRedirects(),
		checkLogoutURL(a.LogoutURL),
		checkClaims(a.OptionalClaims.IDToken), checkClaims(a.OptionalClaims.AccessToken), a.checkPermissions(),
		a.checkSecrets(),
	)
}

// checkText refuses what cannot be shown as it is: control characters and
// those that turn text around.
func checkText(what, text string, most int, needed bool) error {
	switch {
	case needed && strings.TrimSpace(text) == "":
		return errors.New(what + " is empty")
	case len([]rune(text)) > most:
		return fmt.Errorf("%s is longer than %d characters", what, most)
	case strings.ContainsFunc(text, func(r rune) bool { return !visible.Safe(r) }):
		return errors.New(what + " contains a character that cannot be shown")
	}
	return nil
}

func (a *App) checkIDs() error {
	if !credential.IsGUID(a.ClientID) || !credential.IsGUID(a.ObjectID) {
		return errors.New("the client ID and the Object ID of the app registration must be GUIDs")
	}
	return nil
}

// checkAudience knows that personal accounts need version 2 tokens: without
// it, Microsoft answers that requestedAccessTokenVersion is invalid.
func (a *App) checkAudience() error {
	switch {
	case !slices.Contains(Audiences(), a.Audience):
		return errors.New("select one of the supported account types")
	case a.TokenVersion != nil && *a.TokenVersion != 1 && *a.TokenVersion != 2:
		return errors.New("api.requestedAccessTokenVersion must be null, 1 or 2")
	case a.TakesPersonal() && (a.TokenVersion == nil || *a.TokenVersion != 2):
		return errors.New(
			"property api.requestedAccessTokenVersion is invalid: personal accounts need 2; set it in the Manifest first",
		)
	}
	return nil
}

func (a *App) checkRedirects() error {
	if len(a.Redirects) > maxRedirects {
		return fmt.Errorf("an app may have at most %d redirect URIs", maxRedirects)
	}
	seen := map[string]bool{}
	for _, r := range a.Redirects {
		if seen[r.URI] {
			return errors.New("a redirect URI is listed twice; it may be listed under one platform only")
		}
		seen[r.URI] = true
		if err := checkRedirect(r); err != nil {
			return err
		}
	}
	return nil
}

var (
	webHost     = lazy.MustCompile(`^([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[::1\])(:[0-9]{1,5})?$`)
	ownScheme   = lazy.MustCompile(`^[a-z][a-z0-9+.-]*$`)
	evilSchemes = []string{"javascript", "data", "vbscript", "file", "about", "blob"}
)

func checkRedirect(r Redirect) error {
	u, err := url.Parse(r.URI)
	odd := checkText("", r.URI, maxURI, true) != nil || strings.ContainsAny(r.URI, " *\\") || strings.HasSuffix(r.URI, "#")
	if err != nil || odd || u.User != nil || u.Fragment != "" {
		return fmt.Errorf("a redirect URI must be a valid URL of up to %d characters, without * and #", maxURI)
	}
	switch r.Platform {
	case appreg.PlatformWeb, appreg.PlatformSPA:
		if !isWebAddress(u) {
			return errors.New("a redirect URI must start with HTTPS or http://localhost")
		}
	case appreg.PlatformPublic:
		if !isWebAddress(u) && !isOwnScheme(u.Scheme) {
			return errors.New("a redirect URI must start with HTTPS, http://localhost or a scheme of the app's own")
		}
	default:
		return errors.New("select a platform for the redirect URI")
	}
	return nil
}

// isOwnScheme reports whether a scheme may be one of the app's own.
func isOwnScheme(scheme string) bool {
	return scheme != "http" && scheme != "https" && ownScheme.MatchString(scheme) && !slices.Contains(evilSchemes, scheme)
}

// isWebAddress reports whether a browser may be sent there: by https, or by
// http to this machine. The host has no character with a meaning in a policy.
func isWebAddress(u *url.URL) bool {
	return webHost.MatchString(u.Host) && (u.Scheme == "https" || u.Scheme == "http" && isLoopback(u))
}

func checkLogoutURL(text string) error {
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	if err != nil || len(text) > maxURI || !isWebAddress(u) || checkText("", text, maxURI, true) != nil {
		return errors.New("the front-channel logout URL must start with HTTPS or http://localhost")
	}
	return nil
}

var claimName = lazy.MustCompile(`^[A-Za-z0-9_.]{1,120}$`)

func checkClaims(claims []OptionalClaim) error {
	if len(claims) > maxClaims {
		return fmt.Errorf("a token may have at most %d optional claims", maxClaims)
	}
	seen := map[string]bool{}
	for _, c := range claims {
		switch {
		case !claimName.MatchString(c.Name):
			return errors.New("an optional claim has no name, or a name with invalid characters")
		case seen[c.Name]:
			return errors.New("the optional claim " + c.Name + " is listed twice for one token")
		}
		seen[c.Name] = true
		for _, text := range append([]string{c.Source}, c.Properties...) {
			if err := checkText("a property of the optional claim "+c.Name, text, maxName, false); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *App) checkPermissions() error {
	for i, id := range a.Permissions {
		if PermissionName(id) == "" || slices.Contains(a.Permissions[:i], id) {
			return errors.New("a permission is unknown or listed twice")
		}
	}
	return nil
}

func (a *App) checkSecrets() error {
	for i, secret := range a.Secrets {
		again := slices.ContainsFunc(a.Secrets[:i], func(other Secret) bool { return other.KeyID == secret.KeyID })
		if again || !credential.IsGUID(secret.KeyID) {
			return errors.New("the Secret ID of a client secret is not a GUID or is listed twice")
		}
		if err := checkText("the description of a client secret", secret.Name, maxName, false); err != nil {
			return err
		}
		if len(secret.Hint) > credential.HintLength ||
			checkText("the hint of a client secret", secret.Hint, credential.HintLength, false) != nil {
			return errors.New("the hint of a client secret has at most three characters")
		}
	}
	if len(a.Secrets) > maxSecrets {
		return fmt.Errorf("an app may have at most %d client secrets", maxSecrets)
	}
	return nil
}
