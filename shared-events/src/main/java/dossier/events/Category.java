package dossier.events;

/** Who pays: Social Insurance Law Art. 23 (EMPLOYEE, FLEXIBLE), Art. 27 (RETIREE), Art. 48 (UNEMPLOYED). */
public enum Category {
    EMPLOYEE,
    FLEXIBLE,
    RETIREE,
    UNEMPLOYED
}
