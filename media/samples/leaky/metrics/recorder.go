// Package metrics measures how long requests take.
package metrics

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

// window is how many durations per route count for the quantiles.
const window = 5000

// Recorder keeps the latest durations of every route.
type Recorder struct {
	mu     sync.Mutex
	routes map[string]*route
}

type route struct {
	durations []time.Duration
	next      int
	p99       time.Duration
}

// NewRecorder returns an empty recorder.
func NewRecorder() *Recorder {
	return &Recorder{routes: make(map[string]*route)}
}

// Measure wraps a handler so that its durations are recorded under name.
func (r *Recorder) Measure(name string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		started := time.Now()
		defer func() { r.observe(name, time.Since(started)) }()
		next.ServeHTTP(w, req)
	})
}

// observe adds a duration and brings the route's quantile up to date.
func (r *Recorder) observe(name string, elapsed time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()

	current, ok := r.routes[name]
	if !ok {
		current = &route{durations: make([]time.Duration, window)}
		r.routes[name] = current
	}
	current.durations[current.next] = elapsed
	current.next = (current.next + 1) % window
	// The mutex hot spot: every request sorts all durations while the others wait for the lock.
	current.p99 = quantile(current.durations, 0.99)
}

func quantile(durations []time.Duration, q float64) time.Duration {
	sorted := slices.Clone(durations)
	slices.Sort(sorted)
	return sorted[int(q*float64(len(sorted)-1))]
}
