package dev.caravan.market;

/**
 * Decides when refusals of one stream are no accident any more.
 *
 * <p>One bad thing is worth {@value #BAD} good ones: five bad ones in a row are trouble, one in a
 * hundred never is, and trouble is over when the good ones have made up for the bad. Not
 * thread-safe.
 */
final class InvalidRun {

  static final int BAD = 4;
  static final int TROUBLE_AT = 20;
  static final int MOST = 60;

  private int score;
  private boolean isTrouble;

  void bad() {
    score = Math.min(MOST, score + BAD);
    isTrouble |= score >= TROUBLE_AT;
  }

  void good() {
    score = Math.max(0, score - 1);
    isTrouble &= score > 0;
  }

  boolean isTrouble() {
    return isTrouble;
  }

  /** Whether the stream need not be remembered. */
  boolean isCalm() {
    return score == 0;
  }
}
