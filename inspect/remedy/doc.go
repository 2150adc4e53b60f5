// Package remedy makes plans: what to change at Microsoft, so that the findings of a report are fixed, an app
// registration is made for a product, or a client secret is replaced.
//
// It only decides. A plan is data of flow/plan, which carries it out, undoes it, and refuses what a plan may not
// change. Fix is made of a report's own changes, one step for each topic of the app registration (topics.go), so that
// a person can take one and leave another.
package remedy
