import { type Message, message } from '../base/message';

/** What a profile, or the binary it came from, says about where it was built. '' where it does not say. */
export interface RecordedBuild {
  readonly buildId: string;
  readonly comments: readonly string[];
}

/** What the checkout here says. */
export interface Checkout {
  /** Full hash of HEAD, '' outside a repository. */
  readonly revision: string;
  /** Build id of the recorded binary where it exists here, '' otherwise. */
  readonly buildId: string;
}

/** The sentence to say once when the profile was taken from another build than the checkout's; null when nothing shows it. */
export function compareBuild(recorded: RecordedBuild, checkout: Checkout): Message | null {
  const revision = recordedRevision(recorded.comments);
  if (revision !== '' && checkout.revision !== '' && !isSameRevision(revision, checkout.revision)) {
    return message(
      'source.otherRevision',
      'This profile was taken at revision {recorded}, the checkout is at {here}: lines may differ.',
      { recorded: revision.slice(0, 12), here: checkout.revision.slice(0, 12) },
    );
  }
  if (recorded.buildId !== '' && checkout.buildId !== '' && recorded.buildId !== checkout.buildId) {
    return message(
      'source.otherBuild',
      'This profile was taken from build {recorded}, the binary here is build {here}: lines may differ.',
      { recorded: shortBuildId(recorded.buildId), here: shortBuildId(checkout.buildId) },
    );
  }
  return null;
}

/**
 * The revision that a comment names, lower case; '' for none. Read are `vcs.revision=…` as `go version -m` prints it, words
 * such as `commit`, `revision`, `git`, `sha` before a hash, and a comment that is nothing but a full hash.
 */
export function recordedRevision(comments: readonly string[]): string {
  for (const comment of comments) {
    const named =
      /\b(?:vcs\.revision|revision|commit|git|sha1?|rev)\b["']?\s*[:=\s]\s*["']?([0-9a-f]{7,64})\b/i.exec(
        comment,
      );
    const bare = /^\s*([0-9a-f]{40}|[0-9a-f]{64})\s*$/i.exec(comment);
    const found = named ?? bare;
    if (found) {
      return found[1].toLowerCase();
    }
  }
  return '';
}

/** Shortened hashes count as far as they go. */
export function isSameRevision(a: string, b: string): boolean {
  const length = Math.min(a.length, b.length);
  return length >= 7 && a.slice(0, length).toLowerCase() === b.slice(0, length).toLowerCase();
}

/** Of a Go build id `action/main/main/content` the content part tells builds apart best. */
function shortBuildId(buildId: string): string {
  return (buildId.split('/').at(-1) ?? buildId).slice(0, 12);
}
