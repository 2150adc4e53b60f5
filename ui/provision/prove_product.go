package provision

import (
	"context"
	"fmt"
	"time"

	"edov/inspect/guide"
)

// ProveAtProduct lets the demo's user sign in through the product's look-alike, which is the only proof of the secret
// that was entered there. The error says that the user did not get in.
func (s *Site) ProveAtProduct(ctx context.Context) error {
	if err := s.Demo.SignInThroughProduct(ctx); err != nil {
		return fmt.Errorf("the sign-in through the product failed: %w", err)
	}
	return nil
}

// ProvenAtProduct says that it was proven.
const ProvenAtProduct = "the demo user also signed in through the product's own page"

// SayAtProduct marks the parts of the guide that a sign-in through the product shows, or removes the marks.
func SayAtProduct(way *guide.Progress, proven bool, at time.Time) {
	for _, part := range []string{"credentials-secret", "test-product"} {
		way.Say(part, proven, at)
	}
}
