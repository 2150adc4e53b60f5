package demo

import (
	"context"
	"testing"
)

// The delay of a slow network stops with the request.
func TestDelayEndsWithTheRequest(t *testing.T) {
	scenario, _ := Lookup("slow-network")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if (&Server{scenario: scenario}).wait(ctx) {
		t.Error("waited for a client that has gone")
	}
}
