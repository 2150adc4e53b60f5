package flow

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"edov/flow/entra"
)

// bearerTimeout bounds the wait for an access token: az and PowerShell take seconds.
const bearerTimeout = 40 * time.Second

// bearerKept is how long an access token is used again: Azure CLI and its like take a second for each, and a command
// has many requests. It is short, so that az login after a refusal has an effect soon.
const bearerKept = time.Minute

// GraphBearer returns access tokens for Microsoft Graph from the credentials of this
// machine: the environment (AZURE_CLIENT_ID and so on), Azure CLI, Azure Developer CLI or
// Azure PowerShell. It does not try managed identities, since finding that there is none
// takes long. A tenant narrows the search.
func GraphBearer(env Env, c entra.Cloud, tenant string) func(ctx context.Context) (Secret, error) {
	transport := &azureTransport{cl: newClient(env, Connection{Cloud: c}, "", nil)}
	scope := policy.TokenRequestOptions{Scopes: []string{entra.GraphBase(c) + "/.default"}}
	var mu sync.Mutex
	var found azcore.TokenCredential // from the first call on
	var token azcore.AccessToken
	var until time.Time // the token is used again
	return func(ctx context.Context) (Secret, error) {
		mu.Lock()
		defer mu.Unlock()
		if env.now().Before(until) {
			return NewSecret(token.Token), nil
		}
		if found == nil {
			chain, err := graphCredentials(transport, c, tenant)
			if err != nil {
				return Secret{}, noCredentials()
			}
			found = chain
		}
		ctx, cancel := context.WithTimeout(ctx, bearerTimeout)
		defer cancel()
		fresh, err := found.GetToken(ctx, scope)
		if err != nil {
			if f := transport.failure(); f != nil && ctx.Err() == nil {
				return Secret{}, f
			}
			return Secret{}, credentialFailure(ctx, err)
		}
		token, until = fresh, env.now().Add(bearerKept)
		if last := fresh.ExpiresOn.Add(-bearerKept); last.Before(until) {
			until = last
		}
		return NewSecret(token.Token), nil
	}
}

// maxAzureWait bounds the waits of azidentity, which edov cannot report.
const maxAzureWait = 2 * time.Second

func graphCredentials(transport *azureTransport, c entra.Cloud, tenant string) (azcore.TokenCredential, error) {
	options := azcore.ClientOptions{
		Cloud:     azureCloud(c),
		Retry:     policy.RetryOptions{MaxRetryDelay: maxAzureWait},
		Transport: &http.Client{Transport: transport, Timeout: exchangeTimeout, CheckRedirect: checkRedirect},
	}
	var all []azcore.TokenCredential
	add := func(c azcore.TokenCredential, err error) {
		if err == nil {
			all = append(all, c)
		}
	}
	environment, err := azidentity.NewEnvironmentCredential(
		&azidentity.EnvironmentCredentialOptions{ClientOptions: options})
	add(environment, err)
	cli, err := azidentity.NewAzureCLICredential(&azidentity.AzureCLICredentialOptions{TenantID: tenant})
	add(cli, err)
	developer, err := azidentity.NewAzureDeveloperCLICredential(
		&azidentity.AzureDeveloperCLICredentialOptions{TenantID: tenant})
	add(developer, err)
	powerShell, err := azidentity.NewAzurePowerShellCredential(
		&azidentity.AzurePowerShellCredentialOptions{TenantID: tenant})
	add(powerShell, err)
	return azidentity.NewChainedTokenCredential(all, nil)
}

func azureCloud(c entra.Cloud) cloud.Configuration {
	switch c {
	case entra.USGov:
		return cloud.AzureGovernment
	case entra.China:
		return cloud.AzureChina
	}
	return cloud.AzurePublic
}

// noCredentials and credentialFailure do not repeat the library's own text, which may
// contain what a tool printed.
func noCredentials() *Failure {
	return &Failure{
		Stage: StageRegistration, Kind: FailureLocal,
		Summary: "no credentials for Microsoft Graph were found on this machine",
		Hint: "run az login, azd auth login or Connect-AzAccount; or set AZURE_TENANT_ID, AZURE_CLIENT_ID and " +
			"AZURE_CLIENT_SECRET; " + insteadOfApp,
	}
}

// What to do without access: to an app registration, to all of them, to the users of a tenant.
const (
	insteadOfApp   = "or use a manifest: edov app FILE"
	insteadOfApps  = "or use a list of app registrations: edov secrets FILE"
	insteadOfUsers = "or use a list of users: edov tenant FILE"
)

// offer puts what would do instead into the hint of a failure for want of credentials.
func (f *Failure) offer(instead string) *Failure {
	if f != nil {
		f.Hint = strings.Replace(f.Hint, insteadOfApp, instead, 1)
	}
	return f
}

func credentialFailure(ctx context.Context, err error) *Failure {
	var refused *azidentity.AuthenticationFailedError
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return &Failure{Stage: StageRegistration, Kind: FailureCancelled, Summary: "cancelled"}
	case ctx.Err() != nil:
		return &Failure{
			Stage: StageRegistration, Kind: FailureTimeout, Summary: "timed out while looking for credentials",
			Hint: "try az account get-access-token --resource-type ms-graph",
		}
	case errors.As(err, &refused):
		return &Failure{
			Stage: StageRegistration, Kind: FailureLocal, Summary: "the credentials of this machine were refused",
			Hint: "to see why, run az account get-access-token --resource-type ms-graph; sign in again with az login",
		}
	}
	return noCredentials()
}
