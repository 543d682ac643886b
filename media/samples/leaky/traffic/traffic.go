// Package traffic visits the shop, so that there is something to profile.
package traffic

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"sync"
	"time"
)

const (
	// earlyVisitors sign in right at the start: a first profile has something to show.
	earlyVisitors = 1000
	// maxGoroutines ends the goroutine leak before it hurts.
	maxGoroutines = 2000
)

// A Plan says where the traffic goes and how much of it there is.
type Plan struct {
	URL          string
	BurstsPerSec int
	// KeepGrowing tells whether visitors still sign in.
	KeepGrowing func() bool
}

type visitor struct {
	plan   Plan
	client *http.Client
}

// Generate sends bursts of requests until ctx ends.
func Generate(ctx context.Context, plan Plan) {
	v := &visitor{
		plan:   plan,
		client: &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 8}},
	}
	for i := 0; i < earlyVisitors && ctx.Err() == nil && plan.KeepGrowing(); i++ {
		v.signIn(ctx, i)
	}

	pace := time.NewTicker(time.Second / time.Duration(max(1, plan.BurstsPerSec)))
	defer pace.Stop()
	for n := earlyVisitors; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-pace.C:
			v.burst(ctx, n)
		}
	}
}

// burst visits several pages at the same time and waits for all of them.
func (v *visitor) burst(ctx context.Context, n int) {
	pages := []func(){
		func() { v.get(ctx, "/search", url.Values{"q": {"blue"}}) },
		func() { v.get(ctx, "/search", url.Values{"q": {"lamb no. 7"}}) },
		func() { v.get(ctx, "/export", nil) },
		func() { v.pay(ctx, n) },
	}
	if v.plan.KeepGrowing() {
		pages = append(pages,
			func() { v.signIn(ctx, 2*n) },
			func() { v.signIn(ctx, 2*n+1) },
		)
	}
	var visits sync.WaitGroup
	for _, visit := range pages {
		visits.Add(1)
		go func() {
			defer visits.Done()
			visit()
		}()
	}
	visits.Wait()
}

func (v *visitor) signIn(ctx context.Context, n int) {
	user := fmt.Sprintf("visitor-%06d", n)
	v.get(ctx, "/login", url.Values{"user": {user}, "password": {user + "-secret"}})
}

// pay uses a slow card for every fifth order.
func (v *visitor) pay(ctx context.Context, n int) {
	card := "quick"
	if n%5 == 0 && runtime.NumGoroutine() < maxGoroutines {
		card = "slow"
	}
	v.get(ctx, "/checkout", url.Values{"card": {card}})
}

// get fetches a page and throws it away. Failures do not matter here: the shop is the patient, not the visitor.
func (v *visitor) get(ctx context.Context, path string, query url.Values) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, v.plan.URL+path+"?"+query.Encode(), nil)
	if err != nil {
		return
	}
	response, err := v.client.Do(request)
	if err != nil {
		return
	}
	defer response.Body.Close()
	io.Copy(io.Discard, response.Body)
}
