//! AES-256 in CBC mode, as sprig uses it: the password is the key, filled up with zeros or cut.
//!
//! sprig checks nothing of what it decrypts; where Go would panic, the panic's text is the error.

use aes::Aes256;
use aes::cipher::{Block, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::functions::base::decode_base64;
use crate::functions::random::Draw;
use crate::gotemplate::call::Call;
use crate::gotemplate::function::Failure;
use crate::value::Str;

const BLOCK: usize = 16;

pub(super) fn encrypt_aes(
    call: &mut Call<'_>,
    password: &Str,
    text: &Str,
) -> Result<String, Failure> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let cipher = cipher(password);
    let padding = BLOCK - text.len() % BLOCK;
    let mut content = text.as_bytes().to_vec();
    content.resize(
        text.len() + padding,
        u8::try_from(padding).unwrap_or_default(),
    );
    let mut previous = [0; BLOCK];
    Draw::of(call).fill(&mut previous)?;
    let mut out = previous.to_vec();
    for chunk in content.chunks_exact(BLOCK) {
        let mut block = Block::<Aes256>::default();
        for ((to, from), mask) in block.iter_mut().zip(chunk).zip(previous) {
            *to = from ^ mask;
        }
        cipher.encrypt_block(&mut block);
        previous = block.into();
        out.extend_from_slice(&previous);
    }
    Ok(STANDARD.encode(out))
}

pub(super) fn decrypt_aes(password: &Str, text: &Str) -> Result<Str, Failure> {
    if text.is_empty() {
        return Ok(Str::EMPTY);
    }
    let bytes = decode_base64(text.as_bytes())
        .map_err(|at| Failure::new(format!("illegal base64 data at input byte {at}")))?;
    let panic = |text: String| Failure::new(format!("runtime error: {text}"));
    let capacity = text.len() / 4 * 3;
    if capacity < BLOCK {
        return Err(panic(format!(
            "slice bounds out of range [:16] with capacity {capacity}"
        )));
    }
    let Some((start, content)) = bytes.split_at_checked(BLOCK) else {
        return Err(panic(format!(
            "slice bounds out of range [16:{}]",
            bytes.len()
        )));
    };
    if content.len() % BLOCK != 0 {
        return Err(Failure::new("crypto/cipher: input not full blocks"));
    }
    let cipher = cipher(password);
    let mut out = Vec::with_capacity(content.len());
    let mut previous = start;
    for chunk in content.chunks_exact(BLOCK) {
        let mut block = Block::<Aes256>::default();
        block.copy_from_slice(chunk);
        cipher.decrypt_block(&mut block);
        out.extend(block.iter().zip(previous).map(|(byte, mask)| byte ^ mask));
        previous = chunk;
    }
    let Some(&padding) = out.last() else {
        return Err(panic("index out of range [-1]".to_string()));
    };
    match out.len().checked_sub(usize::from(padding)) {
        Some(length) => out.truncate(length),
        None => {
            let over = usize::from(padding) - out.len();
            return Err(panic(format!("slice bounds out of range [:-{over}]")));
        }
    }
    Ok(out.into())
}

fn cipher(password: &Str) -> Aes256 {
    let mut key = [0; 32];
    for (to, from) in key.iter_mut().zip(password.as_bytes()) {
        *to = *from;
    }
    Aes256::new(&key.into())
}
