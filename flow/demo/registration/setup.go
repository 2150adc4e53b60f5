package registration

import (
	"cmp"

	"edov/flow"
	"edov/flow/demo/credential"
)

// Setup is what the pages of the demo tenant change: enough to continue on
// another day. It is plain data and holds no value of a secret, so that it may
// be saved on disk.
type Setup struct {
	App       *App      `json:"app,omitempty"` // nil: nothing is registered
	Dashboard Dashboard `json:"dashboard"`
}

// Check says what is wrong with a setup that comes from the disk.
func (s Setup) Check() error {
	if s.App != nil {
		if err := s.App.check(); err != nil {
			return err
		}
	}
	return s.Dashboard.Check()
}

// SecretKeyID is the Secret ID of a value, "" when it is none of the app's, or
// one of a scenario's own.
func (s *Setup) SecretKeyID(secret flow.Secret) string {
	if s.App != nil {
		for _, has := range s.App.Secrets {
			if credential.SecretOf(has.KeyID) == secret.Reveal() {
				return has.KeyID
			}
		}
	}
	return ""
}

// Dashboard is the Microsoft connection at the auth product.
type Dashboard struct {
	Enabled bool `json:"enabled"` // the connection was added
	Usable  bool `json:"usable"`  // Enable for sign-up and sign-in
	Custom  bool `json:"custom"`  // Use custom credentials; else the product's shared app is used
	// ClientID is what was entered, right or wrong.
	ClientID string `json:"clientId,omitempty"`
	// SecretKeyID says which secret of the app was entered: its Secret ID, or
	// SecretOther. Empty: none was.
	SecretKeyID string `json:"secretKeyId,omitempty"`
	// Address is Microsoft's address that users are sent to, without what a
	// sign-in adds. Its last part names the tenant; empty: common.
	Address string `json:"address,omitempty"`
}

// SecretOther stands in Dashboard.SecretKeyID for a secret that was none of the
// app's when it was entered.
const SecretOther = "other"

// maxTyped bounds a credential that is entered on a page.
const maxTyped = 200

// Check refuses what cannot be shown: a saved dashboard may have been edited.
func (b Dashboard) Check() error {
	return cmp.Or(
		checkText("the Client ID", b.ClientID, maxTyped, false), checkText("the Secret ID", b.SecretKeyID, maxTyped, false),
		checkText("the address", b.Address, maxTyped, false),
	)
}

// CheckSecret refuses an entered client secret that cannot be shown.
func CheckSecret(secret string) error { return checkText("the Client Secret", secret, maxTyped, false) }
