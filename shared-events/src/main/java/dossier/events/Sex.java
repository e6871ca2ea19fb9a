package dossier.events;

/** As the citizen ID says it: an odd sequence number is male (GB 11643-1999). */
public enum Sex {
    MALE,
    FEMALE
}
