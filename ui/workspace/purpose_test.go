package workspace

import "testing"

// An error may quote claims: it is explained, though they can't be read.
func TestPurposeOfAnErrorWithClaims(t *testing.T) {
	text := "IDX10205: Issuer validation failed. Issuer: 'https://login.microsoftonline.com/" +
		"11111111-2222-4333-8444-555555555555/v2.0', user ada@contoso.com. Did not match: " +
		"validationParameters.ValidIssuer: 'null'"
	if got := PurposeOf(text); got != ToExplain {
		t.Error(got)
	}
}
