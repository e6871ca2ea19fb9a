package dossier.events;

public enum PaymentMethod {
    CASH,
    BANK_TRANSFER,
    WECHAT,
    ALIPAY,
    UNIONPAY,
    FUND
}
