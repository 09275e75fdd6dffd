package dev.caravan.merge;

/** Which of the two recordings. */
enum Side {
  A,
  B;

  Side other() {
    return this == A ? B : A;
  }

  /** What the names of its connections begin with in the merged recording. */
  String prefix() {
    return this == A ? "a." : "b.";
  }
}
